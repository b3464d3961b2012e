import { useState } from 'react';

import { Button, ButtonGroup, Inline, Stack } from '@forge/react';

import type { TryChoices } from '../../../contract/mesh';
import type { Zone } from '../../parts/time';
import { MeshCallers } from './mesh-callers';
import { TryCall } from './try-call';

export type Asking = { pageId: string; environment: string; zone: Zone; choices: TryChoices | null };

/** Questions to the mesh; each is answered when somebody asks it. */
export function MeshQuestions(asking: Asking) {
  const [open, setOpen] = useState<'try' | 'callers' | null>(null);
  const toggle = (question: 'try' | 'callers') => () => {
    setOpen(open === question ? null : question);
  };
  return (
    <Stack space="space.150">
      <Inline>
        <ButtonGroup label="Questions to the mesh">
          <Button isSelected={open === 'try'} onClick={toggle('try')}>
            Try a call
          </Button>
          <Button isSelected={open === 'callers'} onClick={toggle('callers')}>
            Callers in the mesh
          </Button>
        </ButtonGroup>
      </Inline>
      {open === 'try' && <TryCall {...asking} />}
      {open === 'callers' && <MeshCallers {...asking} />}
    </Stack>
  );
}
