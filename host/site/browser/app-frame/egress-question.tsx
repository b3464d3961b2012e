import Button from '@atlaskit/button/new';
import { Code } from '@atlaskit/code';
import Modal, {
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
} from '@atlaskit/modal-dialog';
import { Stack, Text } from '@atlaskit/primitives';
import SectionMessage from '@atlaskit/section-message';
import { boot } from '../site/boot';
import { useEgressQuestion } from './egress';

const PURPOSES: Record<string, string> = {
  FETCH_BACKEND_SIDE: 'from Atlassian’s servers',
  FETCH_CLIENT_SIDE: 'from people’s browsers',
};

/** The site's own question before an app may call more hosts; drawn outside the app's frame. */
export const EgressQuestion = () => {
  const asked = useEgressQuestion();
  const answer = (approved: boolean) => () => asked?.answer(approved);
  return (
    <ModalTransition>
      {asked === null ? null : (
        <Modal onClose={answer(false)} width="medium">
          <ModalHeader hasCloseButton>
            <ModalTitle>Allow {boot.app.name} to exchange data?</ModalTitle>
          </ModalHeader>
          <ModalBody>
            <Stack space="space.200">
              <Text>{boot.app.name} asks to send data to and receive data from these hosts:</Text>
              {asked.groups.map((group) => (
                <Stack key={group.key} space="space.100">
                  <Text weight="semibold">{group.description}</Text>
                  <ul>
                    {group.configured.map(({ domain, type }) => (
                      <li key={domain}>
                        <Code>{domain}</Code> {type.map((each) => PURPOSES[each] ?? each).join(', ')}
                      </li>
                    ))}
                  </ul>
                </Stack>
              ))}
              <SectionMessage appearance="warning">
                <Text>
                  Data that leaves for these hosts is no longer under Atlassian’s control. Approve hosts that
                  your organisation runs or trusts.
                </Text>
              </SectionMessage>
            </Stack>
          </ModalBody>
          <ModalFooter>
            <Button appearance="subtle" onClick={answer(false)}>
              Cancel
            </Button>
            <Button appearance="primary" onClick={answer(true)}>
              Allow
            </Button>
          </ModalFooter>
        </Modal>
      )}
    </ModalTransition>
  );
};
