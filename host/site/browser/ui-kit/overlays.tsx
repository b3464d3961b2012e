import type { ComponentProps, ReactNode } from 'react';
import Modal, {
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
} from '@atlaskit/modal-dialog';
import { Popup } from '@atlaskit/popup';
import Tooltip from '@atlaskit/tooltip';
import { emit, partOf, plainProps, type Doc, type Family } from './doc';
import { Children } from './node';

const ModalView = ({ doc }: { doc: Doc }) => (
  <Modal
    {...plainProps(doc)}
    onClose={() => {
      emit(doc, 'onClose');
    }}
  >
    <Children doc={doc} />
  </Modal>
);

const Part = ({ doc }: { doc: Doc | undefined }) => (doc === undefined ? null : <Children doc={doc} />);

const PopupView = ({ doc }: { doc: Doc }) => {
  const { isOpen, placement } = doc.props as {
    isOpen?: boolean;
    placement?: ComponentProps<typeof Popup>['placement'];
  };
  return (
    <Popup
      isOpen={isOpen === true}
      {...(placement === undefined ? {} : { placement })}
      onClose={() => {
        emit(doc, 'onClose');
      }}
      content={() => <Part doc={partOf(doc, 'content')} />}
      trigger={({ ref }) => (
        <span ref={ref}>
          <Part doc={partOf(doc, 'trigger')} />
        </span>
      )}
    />
  );
};

const TooltipView = ({ doc }: { doc: Doc }) => {
  const { content, position } = doc.props as {
    content: ReactNode;
    position?: ComponentProps<typeof Tooltip>['position'];
  };
  return (
    <Tooltip content={content} {...(position === undefined ? {} : { position })}>
      {(trigger) => (
        <span {...trigger}>
          <Children doc={doc} />
        </span>
      )}
    </Tooltip>
  );
};

export const overlays: Family = {
  ModalTransition: ({ doc }) => (
    <ModalTransition>{doc.children.length === 0 ? null : <Children doc={doc} />}</ModalTransition>
  ),
  Modal: ModalView,
  ModalHeader: ({ doc }) => (
    <ModalHeader hasCloseButton>
      <Children doc={doc} />
    </ModalHeader>
  ),
  ModalTitle: ({ doc }) => (
    <ModalTitle {...plainProps(doc)}>
      <Children doc={doc} />
    </ModalTitle>
  ),
  ModalBody: ({ doc }) => (
    <ModalBody>
      <Children doc={doc} />
    </ModalBody>
  ),
  ModalFooter: ({ doc }) => (
    <ModalFooter>
      <Children doc={doc} />
    </ModalFooter>
  ),
  Popup: PopupView,
  Tooltip: TooltipView,
};
