import type { ReactNode } from 'react';

import {
  Button,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
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

/** Text to take along. UI Kit can save no file, so it is there to be copied. */
export const TextDialog = ({ id, title, label, text, children, onClose }: Props) => (
  <Modal width="large" onClose={onClose}>
    <ModalHeader>
      <ModalTitle>{title}</ModalTitle>
    </ModalHeader>
    <ModalBody>
      <Stack space="space.150">
        {children}
        <FormField id={id} label={label} help="Click into the text, select all and copy.">
          <TextArea id={id} isReadOnly isMonospaced minimumRows={14} value={text} />
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
