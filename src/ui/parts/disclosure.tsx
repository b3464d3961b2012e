import { Button, Inline, Stack } from '@forge/react';
import { useState, type ReactNode } from 'react';

type Props = {
  /** Read without what stands around it: it says whose details they are. */
  label: string;
  children: ReactNode;
};

/** Details that are there for whoever asks. */
export function Disclosure({ label, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Stack space="space.100">
      <Inline>
        <Button
          appearance="subtle"
          spacing="compact"
          iconBefore={open ? 'chevron-down' : 'chevron-right'}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {label}
        </Button>
      </Inline>
      {open && children}
    </Stack>
  );
}
