import { Inline, Lozenge } from '@forge/react';

import type { Verdict as VerdictCode } from '../../domain/decision';

const LOOKS: Record<VerdictCode, { words: string; appearance: 'success' | 'removed' | 'default' }> = {
  allowed: { words: 'allowed', appearance: 'success' },
  denied: { words: 'denied', appearance: 'removed' },
  unknown: { words: 'not known', appearance: 'default' },
};

export const Verdict = ({ verdict }: { verdict: VerdictCode }) => (
  <Inline>
    <Lozenge appearance={LOOKS[verdict].appearance}>{LOOKS[verdict].words}</Lozenge>
  </Inline>
);
