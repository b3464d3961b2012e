import { Checkbox, RadioGroup, SectionMessage, Stack } from '@forge/react';

import { FormField, TextField, textOf } from '../../parts/form-field';
import { Sentence } from '../../parts/sentence';
import { isOfGateway, type Draft } from './ask-draft';
import { GroupField } from './group-field';

type Props = {
  pageId: string;
  draft: Draft;
  myConsumer: string | null;
  change: (part: Partial<Draft>) => void;
};

/** For whom: the consumer that I am at the gateway, another one by its name, or a group that is one. */
export const CallerFields = ({ pageId, draft, myConsumer, change }: Props) => (
  <Stack space="space.100">
    {myConsumer === null && (
      <SectionMessage appearance="information">
        <Sentence>
          No consumer of the gateway is known to be you. Ask for one by its name, or for a group; an owner of
          the connection can map your account.
        </Sentence>
      </SectionMessage>
    )}
    <FormField id="who" label="For whom">
      <RadioGroup
        name="who"
        value={draft.who}
        options={[
          ...(myConsumer === null
            ? []
            : [{ name: 'who', value: 'myself', label: `Myself, at the gateway the consumer ${myConsumer}` }]),
          { name: 'who', value: 'consumer', label: myConsumer === null ? 'A consumer' : 'Another consumer' },
          { name: 'who', value: 'group', label: 'A group' },
        ]}
        onChange={(event) => {
          change({ who: whoOf(textOf(event)) });
        }}
      />
    </FormField>
    {draft.who === 'consumer' && (
      <Checkbox
        id="makes-consumer"
        label="A new consumer, which is made when this is carried out"
        isChecked={draft.makesConsumer}
        onChange={() => {
          change({ makesConsumer: !draft.makesConsumer });
        }}
      />
    )}
    {draft.who === 'consumer' && (
      <TextField
        id="consumer"
        label="Consumer"
        required={isOfGateway(draft)}
        value={draft.consumer}
        placeholder="web-storefront"
        help={
          draft.makesConsumer
            ? 'The username that it gets. Whoever runs the gateway gives it a credential.'
            : 'Its username at the gateway, spelled exactly.'
        }
        onChange={(consumer) => {
          change({ consumer });
        }}
      />
    )}
    {draft.who === 'group' && (
      <GroupField
        pageId={pageId}
        environment={draft.environment}
        groupId={draft.groupId}
        onChange={(groupId) => {
          change({ groupId });
        }}
      />
    )}
  </Stack>
);

const whoOf = (value: string): Draft['who'] => (value === 'myself' || value === 'group' ? value : 'consumer');
