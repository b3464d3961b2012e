import { Button, Modal, ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@forge/react';

import type { Zone } from '../../parts/time';
import { RequestDetail } from './request-detail';

type Props = { requestId: string; zone: Zone; onChanged: () => void; onClose: () => void };

/** A request over the page it belongs to. */
export const RequestDialog = ({ requestId, zone, onChanged, onClose }: Props) => (
  <Modal onClose={onClose} width="large">
    <ModalHeader>
      <ModalTitle>Access request</ModalTitle>
    </ModalHeader>
    <ModalBody>
      <RequestDetail {...{ requestId, zone, onChanged }} />
    </ModalBody>
    <ModalFooter>
      <Button onClick={onClose}>Close</Button>
    </ModalFooter>
  </Modal>
);
