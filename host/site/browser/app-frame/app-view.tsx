import { useEffect, useRef, useState } from 'react';
import Button from '@atlaskit/button/new';
import Modal, { ModalBody, ModalHeader, ModalTitle, ModalTransition } from '@atlaskit/modal-dialog';
import { Inline, Stack, Text } from '@atlaskit/primitives';
import SectionMessage from '@atlaskit/section-message';
import Spinner from '@atlaskit/spinner';
import { boot } from '../site/boot';
import { useColorMode, themeState } from '../site/theme';
import type { Doc } from '../ui-kit/doc';
import { FrameSlotContext } from '../ui-kit/people';
import { UiKitTree } from '../ui-kit/tree';
import { createCommands, type ModalRequest } from './commands';
import { DrawingBoundary } from './drawing-boundary';
import { appEvents } from './events';
import { frameAddress, type Placement } from './placement';
import { createRpc } from './rpc';

const SLOW_MS = 20_000;

/** Connects the frame with its commands for as long as it is on the page. */
const useFrame = (placement: Placement) => {
  const frame = useRef<HTMLIFrameElement>(null);
  const latest = useRef(placement);
  const [doc, setDoc] = useState<Doc>();
  const [failure, setFailure] = useState<string>();
  const [modal, setModal] = useState<ModalRequest | null>(null);
  useEffect(() => {
    latest.current = placement;
  });
  useEffect(() => {
    const element = frame.current;
    const face = { placement: () => latest.current, show: setDoc, fail: setFailure, openModal: setModal };
    const origin = boot.framesOrigin;
    const rpc = createRpc((message) => {
      element?.contentWindow?.postMessage(message, origin);
    }, createCommands(face));
    const receive = (event: MessageEvent) => {
      if (event.source === element?.contentWindow && event.origin === origin) rpc.receive(event.data);
    };
    addEventListener('message', receive);
    return () => {
      removeEventListener('message', receive);
    };
  }, []);
  return { frame, doc, failure, modal, setModal };
};

/** Tells the app when the theme or its configuration changed. */
const useTellings = (placement: Placement) => {
  const mode = useColorMode();
  const config = JSON.stringify(placement.extension['config'] ?? null);
  useEffect(() => {
    appEvents.emit('FORGE_CORE_THEME_CHANGED', { theme: themeState() });
  }, [mode]);
  useEffect(() => {
    appEvents.emit('FORGE_CORE_MACRO_CONFIG_CHANGED', undefined);
  }, [config]);
};

const Waiting = ({ title, onRetry }: { title: string; onRetry: () => void }) => {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSlow(true);
    }, SLOW_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  if (slow) {
    return (
      <SectionMessage
        title={`${title} takes long to load`}
        appearance="warning"
        actions={[
          <Button key="retry" onClick={onRetry} appearance="subtle">
            Try again
          </Button>,
        ]}
      >
        <Text>The app has drawn nothing yet. The browser’s console may say why.</Text>
      </SectionMessage>
    );
  }
  return (
    <Inline space="space.100" alignBlock="center">
      <Spinner size="small" label={`Loading ${title}`} />
      <Text color="color.text.subtlest">Loading {title}</Text>
    </Inline>
  );
};

const AppModal = ({
  request,
  placement,
  onClosed,
}: {
  request: ModalRequest;
  placement: Placement;
  onClosed: () => void;
}) => {
  const close = (payload?: unknown) => {
    request.onClose(payload);
    onClosed();
  };
  const extension = { ...placement.extension, modal: request.context };
  const inner: Placement = {
    ...placement,
    resource: request.resource ?? placement.resource,
    extension,
    onClose: close,
  };
  const width = typeof request.size === 'string' ? request.size : 'large';
  return (
    <Modal
      width={width === 'max' ? '100%' : width}
      shouldCloseOnOverlayClick={request.closeOnOverlayClick}
      onClose={() => {
        close();
      }}
    >
      <ModalHeader hasCloseButton>
        <ModalTitle>{request.title === '' ? placement.module.title : request.title}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <AppView placement={inner} look="frame" />
      </ModalBody>
    </Modal>
  );
};

/**
 * One module of the app at work: its frame (hidden for UI Kit, where the tree that it reconciles is drawn instead) and what
 * the frame asks of the page. `look="frame"` shows the frame itself until a UI Kit tree arrives.
 */
export const AppView = ({
  placement,
  look = 'native',
}: {
  placement: Placement;
  look?: 'native' | 'frame';
}) => {
  const [attempt, setAttempt] = useState(0);
  const retry = () => {
    setAttempt((current) => current + 1);
  };
  return (
    <AppFrame key={`${attempt}/${placement.resource}`} placement={placement} look={look} onRetry={retry} />
  );
};

type FrameProps = { placement: Placement; look: 'native' | 'frame'; onRetry: () => void };

const AppFrame = ({ placement, look, onRetry }: FrameProps) => {
  const { frame, doc, failure, modal, setModal } = useFrame(placement);
  useTellings(placement);
  const { title, key } = placement.module;
  const shown = look === 'frame' && doc === undefined;
  const style = shown ? { border: 0, width: '100%', height: 420 } : { display: 'none' };
  const slot = (resource: string) => <AppView placement={{ ...placement, resource }} look="frame" />;
  return (
    <section aria-label={title} data-module={key}>
      <iframe
        ref={frame}
        title={`${title} (app)`}
        src={frameAddress(placement.resource)}
        sandbox="allow-scripts allow-forms allow-popups allow-same-origin"
        style={style}
      />
      <Stack space="space.100">
        {failure === undefined ? null : (
          <SectionMessage
            appearance="error"
            title={`${title} failed`}
            actions={[
              <Button key="retry" onClick={onRetry} appearance="subtle">
                Try again
              </Button>,
            ]}
          >
            <Text>{failure}</Text>
          </SectionMessage>
        )}
        {doc === undefined && failure === undefined && !shown ? (
          <Waiting title={title} onRetry={onRetry} />
        ) : null}
        {doc === undefined ? null : (
          <DrawingBoundary>
            <FrameSlotContext.Provider value={slot}>
              <UiKitTree doc={doc} />
            </FrameSlotContext.Provider>
          </DrawingBoundary>
        )}
      </Stack>
      <ModalTransition>
        {modal === null ? null : (
          <AppModal
            request={modal}
            placement={placement}
            onClosed={() => {
              setModal(null);
            }}
          />
        )}
      </ModalTransition>
    </section>
  );
};
