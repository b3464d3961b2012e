import { Lozenge } from '@forge/react';

import type { RequestState } from '../../../domain/access/request';
import { STATE_WORDS } from './state-words';

export const StateLozenge = ({ state }: { state: RequestState }) => (
  <Lozenge appearance={STATE_WORDS[state].tone} maxWidth="220px">
    {STATE_WORDS[state].word}
  </Lozenge>
);
