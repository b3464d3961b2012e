import { RadioGroup, SectionMessage, Stack } from '@forge/react';

import { FormField, TextField, textOf } from '../../parts/form-field';
import { Sentence } from '../../parts/sentence';
import type { Draft } from './ask-draft';

type Props = { draft: Draft; myConsumer: string | null; change: (part: Partial<Draft>) => void };

/** For whom: the consumer that I am at the gateway, or another one by its name. */
export const CallerFields = ({ draft, myConsumer, change }: Props) => (
  <Stack space="space.100">
    {myConsumer === null ? (
      <SectionMessage appearance="information">
        <Sentence>
          No consumer of the gateway is known to be you. Ask for one by its name; an owner of the connection
          can map your account.
        </Sentence>
      </SectionMessage>
    ) : (
      <FormField id="who" label="For whom">
        <RadioGroup
          name="who"
          value={draft.who}
          options={[
            { name: 'who', value: 'myself', label: `Myself, at the gateway the consumer ${myConsumer}` },
            { name: 'who', value: 'consumer', label: 'Another consumer' },
          ]}
          onChange={(event) => {
            change({ who: textOf(event) === 'myself' ? 'myself' : 'consumer' });
          }}
        />
      </FormField>
    )}
    {draft.who === 'consumer' && (
      <TextField
        id="consumer"
        label="Consumer"
        required
        value={draft.consumer}
        placeholder="web-storefront"
        help="Its username at the gateway, spelled exactly."
        onChange={(consumer) => {
          change({ consumer });
        }}
      />
    )}
  </Stack>
);
