import { Button, Inline, ProgressBar, Stack, Text } from '@forge/react';

import { Problem } from '../../parts/problem';
import type { Assembly } from './use-assembly';

type Props = {
  assembly: Pick<Assembly<unknown>, 'state' | 'error' | 'goOn' | 'stop' | 'clear'>;
  /** `340 requests`; of how many is not always known. */
  soFar: string;
  /** 0 … 1; null: how much there is is not known. */
  share: number | null;
};

/** How far an export is, and what can be done about one that stopped. */
export const Assembling = ({ assembly, soFar, share }: Props) => {
  const { state, error } = assembly;
  if (state === 'idle' || state === 'done') return null;
  return (
    <Stack space="space.100">
      {error !== null && <Problem error={error} title="The export stopped; what came is kept" />}
      <ProgressBar
        ariaLabel="Putting the export together"
        isIndeterminate={share === null && state === 'reading'}
        value={share ?? 0}
      />
      <Inline space="space.150" alignBlock="center" shouldWrap>
        <Text>{soFar}</Text>
        {state === 'reading' ? (
          <Button spacing="compact" appearance="subtle" onClick={assembly.stop}>
            Stop
          </Button>
        ) : (
          <>
            <Button spacing="compact" onClick={assembly.goOn}>
              Go on
            </Button>
            <Button spacing="compact" appearance="subtle" onClick={assembly.clear}>
              Give up
            </Button>
          </>
        )}
      </Inline>
    </Stack>
  );
};
