import { useState } from 'react';
import type { ReactNode } from 'react';

import {
  Button,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  Select,
  Stack,
  TextArea,
} from '@forge/react';

import { FormField } from './form-field';

type Props = {
  id: string;
  title: string;
  label: string;
  text: string;
  /** What the text is, before it. */
  children?: ReactNode;
  onClose: () => void;
};

/** More than this makes a field slow; longer texts come in parts, to be put together in their order. */
const A_PART = 2_000_000;

/** Text to take along. UI Kit can save no file, so it is there to be copied. */
export function TextDialog({ id, title, label, text, children, onClose }: Props) {
  const parts = Math.max(1, Math.ceil(text.length / A_PART));
  const [nth, setNth] = useState(0);
  const options = Array.from({ length: parts }, (_, n) => ({
    label: `Part ${String(n + 1)} of ${String(parts)}`,
    value: n,
  }));
  return (
    <Modal width="large" onClose={onClose}>
      <ModalHeader>
        <ModalTitle>{title}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <Stack space="space.150">
          {children}
          {parts > 1 && (
            <FormField
              id={`${id}-part`}
              label="Part"
              help="Paste the parts one after the other into one file."
            >
              <Select
                inputId={`${id}-part`}
                options={options}
                value={options[nth] ?? null}
                onChange={(option: { value: number }) => {
                  setNth(option.value);
                }}
              />
            </FormField>
          )}
          <FormField id={id} label={label} help="Click into the text, select all and copy.">
            <TextArea
              key={nth}
              id={id}
              isReadOnly
              isMonospaced
              minimumRows={14}
              value={text.slice(nth * A_PART, (nth + 1) * A_PART)}
            />
          </FormField>
        </Stack>
      </ModalBody>
      <ModalFooter>
        <Button appearance="primary" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}
