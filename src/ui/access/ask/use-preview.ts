import { useMemo } from 'react';

import type { AskDraft, PreviewView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { useAnswer } from '../../parts/use-answer';
import { useSettled } from '../../parts/use-settled';
import { invoke } from '../../parts/invoke';

export type Previewed = {
  view: PreviewView | null;
  error: AccessError | null;
  /** What is shown is the answer to what is typed now. */
  isCurrent: boolean;
  again: () => void;
};

const QUIET_MS = 500;

/** The plan for what is typed, asked for once the typing rests. */
export function usePreview(pageId: string, ask: AskDraft | null): Previewed {
  const text = JSON.stringify(ask);
  const settled = useSettled(text, QUIET_MS);
  const question = useMemo(() => {
    const settledAsk = JSON.parse(settled) as AskDraft | null;
    return settledAsk === null ? null : () => invoke('previewRequest', { pageId, ask: settledAsk });
  }, [pageId, settled]);
  const { value, error, busy, again } = useAnswer<PreviewView, AccessError>(question);
  return {
    view: ask === null || error !== null ? null : value,
    error: ask === null ? null : error,
    isCurrent: ask !== null && text === settled && !busy,
    again,
  };
}
