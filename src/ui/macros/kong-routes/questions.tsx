import { useState } from 'react';

import { Button, ButtonGroup, Inline, Stack } from '@forge/react';

import { AsMe } from './as-me';
import { Callers } from './callers';
import type { Place } from '../../parts/page-estate';

type Question = 'callers' | 'me';

/** What needs the whole gateway is read when somebody asks for it: most readers of a page do not. */
export function Questions(place: Place) {
  const [open, setOpen] = useState<Question | null>(null);
  const toggle = (question: Question) => () => {
    setOpen(open === question ? null : question);
  };
  return (
    <Stack space="space.150">
      <Inline>
        <ButtonGroup label="More about callers">
          <Button isSelected={open === 'callers'} onClick={toggle('callers')}>
            Who may call this
          </Button>
          <Button isSelected={open === 'me'} onClick={toggle('me')}>
            As me
          </Button>
        </ButtonGroup>
      </Inline>
      {open === 'callers' && <Callers {...place} />}
      {open === 'me' && <AsMe {...place} />}
    </Stack>
  );
}
