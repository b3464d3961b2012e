import {
  Button,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  Stack,
  Text,
} from '@forge/react';

import { useEdited } from '../../parts/use-edited';
import type { PageAccessView, PreviewView, RequestView } from '../../../contract/access';
import { Problem } from '../../parts/problem';
import { askOf, emptyDraft, fitted, missingIn } from './ask-draft';
import type { Draft } from './ask-draft';
import { AskForm, type ChangeDraft } from './ask-form';
import { keep, readKept } from './kept-draft';
import { Preview } from './preview';
import { useOpenRequest } from './use-open-request';
import { usePreview } from './use-preview';

type Props = {
  view: PageAccessView;
  accountId: string | null;
  onClose: () => void;
  onOpened: (request: RequestView) => void;
};

/** Asking for access: the form, the plan beside it, and nothing is sent before both are whole. */
export function AskDialog({ view, accountId, onClose, onOpened }: Props) {
  const { draft, change, discard } = useDraft(view, accountId);
  const ask = askOf(draft);
  const previewed = usePreview(view.page.id, ask);
  const { send, sending, error } = useOpenRequest(view.page.id, {
    opened: (request) => {
      discard();
      onOpened(request);
    },
    stale: previewed.again,
  });
  const missing = missingIn(draft, view);
  const ready = missing.length === 0 && previewed.isCurrent ? sendable(previewed.view) : null;
  return (
    <Modal onClose={onClose} width="large">
      <ModalHeader>
        <ModalTitle>{`Request access: ${view.page.title}`}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <Stack space="space.250">
          <AskForm {...{ view, draft, change }} />
          <Preview previewed={previewed} isAsked={ask !== null} />
          {error !== null && <Problem error={error} />}
          {missing.length > 0 && (
            <Text size="small" color="color.text.subtle">{`Still missing: ${missing.join('; ')}.`}</Text>
          )}
        </Stack>
      </ModalBody>
      <ModalFooter>
        <Button appearance="subtle" onClick={onClose}>
          Close, keep the draft
        </Button>
        <LoadingButton
          appearance="primary"
          isLoading={sending}
          isDisabled={ready === null}
          onClick={() => {
            if (ready !== null) void send(draft, ready);
          }}
        >
          Send the request
        </LoadingButton>
      </ModalFooter>
    </Modal>
  );
}

const sendable = (preview: PreviewView | null): PreviewView | null =>
  preview === null || preview.nothingToDo || preview.concerns.some(({ blocking }) => blocking)
    ? null
    : preview;

/** The draft, kept in the browser with every change. */
function useDraft(view: PageAccessView, accountId: string | null) {
  const owner = { accountId, pageId: view.page.id };
  const { value: draft, edit } = useEdited<Draft>(() => {
    const kept = readKept(owner);
    return kept === null ? emptyDraft(view) : fitted(kept, view);
  });
  const change: ChangeDraft = (part) => {
    keep(
      owner,
      edit((before) => ({ ...before, ...(typeof part === 'function' ? part(before) : part) })),
    );
  };
  const discard = () => {
    keep(owner, null);
  };
  return { draft, change, discard };
}
