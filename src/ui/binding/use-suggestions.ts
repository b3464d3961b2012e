import { useCallback } from 'react';

import type { Candidate, CandidatesView } from '../../contract/views';
import { invoke } from '../parts/invoke';
import { useAnswer } from '../parts/use-answer';
import type { Asked } from '../parts/use-answer';

export type Suggestions = Record<Candidate['kind'], Asked<CandidatesView>>;

/** What the page itself points to. Asked once for the whole form: every environment is offered the same. */
export const useSuggestions = (pageId: string): Suggestions => ({
  kong: useSuggested(pageId, 'kong'),
  kubernetes: useSuggested(pageId, 'kubernetes'),
});

const useSuggested = (pageId: string, kind: Candidate['kind']): Asked<CandidatesView> =>
  useAnswer(useCallback(() => invoke('searchCandidates', { pageId, query: '', kind }), [pageId, kind]));
