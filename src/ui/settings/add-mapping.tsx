import { useCallback, useState } from 'react';

import { Button, Heading, Inline, Select, Stack, UserPicker } from '@forge/react';

import type { MappingKey } from '../../contract/callers';
import type { Subject } from '../../domain/identity/mapping';
import { FormField } from '../parts/form-field';
import { invoke } from '../parts/invoke';
import { useAnswer } from '../parts/use-answer';
import { useSettled } from '../parts/use-settled';

type Choice = { label: string; value: string };
type Props = { id: string; onAdd: (pair: MappingKey) => Promise<boolean> };

/** A person or a group, and the consumer that they are. */
export function AddMapping({ id, onAdd }: Props) {
  const [round, setRound] = useState(0);
  const [subject, setSubject] = useState<Subject | null>(null);
  const [consumer, setConsumer] = useState<Choice | null>(null);
  const add = async (pair: MappingKey) => {
    if (!(await onAdd(pair))) return;
    setSubject(null);
    setConsumer(null);
    setRound(round + 1);
  };
  const pair = subject === null || consumer === null ? null : { subject, consumerId: consumer.value };
  return (
    <Stack space="space.150" alignInline="start">
      <Heading as="h3" size="small">
        Add
      </Heading>
      <UserPicker
        key={`person-${String(round)}`}
        name="mapping-person"
        label="Person"
        onChange={(picked) => {
          const [person] = [picked].flat() as ({ id: string } | null | undefined)[];
          setSubject(person == null ? null : { kind: 'account', accountId: person.id });
        }}
      />
      <GroupSelect
        key={`group-${String(round)}`}
        chosen={subject?.kind === 'group' ? subject.groupId : null}
        onChoose={(groupId) => {
          setSubject(groupId === null ? null : { kind: 'group', groupId });
        }}
      />
      <ConsumerSelect id={id} chosen={consumer} onChoose={setConsumer} />
      <Inline>
        <Button
          appearance="primary"
          isDisabled={pair === null}
          onClick={() => {
            if (pair !== null) void add(pair);
          }}
        >
          Add
        </Button>
      </Inline>
    </Stack>
  );
}

type GroupProps = { chosen: string | null; onChoose: (groupId: string | null) => void };

function GroupSelect({ chosen, onChoose }: GroupProps) {
  const [typed, setTyped] = useState('');
  const query = useSettled(typed, 300);
  const { value, busy } = useAnswer(useCallback(() => invoke('searchGroups', { query }), [query]));
  const options = (value ?? []).map(({ id, name }) => ({ label: name, value: id }));
  return (
    <FormField id="mapping-group" label="Or a group">
      <Select
        inputId="mapping-group"
        isClearable
        isLoading={busy}
        placeholder="Search a group"
        options={options}
        value={options.find(({ value: id }) => id === chosen) ?? null}
        onInputChange={(text: string) => {
          setTyped(text);
        }}
        onChange={(option: Choice | null) => {
          onChoose(option?.value ?? null);
        }}
      />
    </FormField>
  );
}

type ConsumerProps = { id: string; chosen: Choice | null; onChoose: (choice: Choice | null) => void };

function ConsumerSelect({ id, chosen, onChoose }: ConsumerProps) {
  const [typed, setTyped] = useState('');
  const query = useSettled(typed, 300);
  const { value, busy, error } = useAnswer(
    useCallback(() => invoke('searchConsumers', { id, query }), [id, query]),
  );
  return (
    <FormField
      id="mapping-consumer"
      label="Consumer"
      help="Consumers are those of the newest reading of the whole gateway."
      error={error?.code === 'SNAPSHOT_MISSING' ? 'Have the whole gateway read first (Overview).' : null}
    >
      <Select
        inputId="mapping-consumer"
        isClearable
        isLoading={busy}
        placeholder="Search a consumer"
        options={(value ?? []).map((each) => ({ label: each.name, value: each.id }))}
        value={chosen}
        onInputChange={(text: string) => {
          setTyped(text);
        }}
        onChange={onChoose}
      />
    </FormField>
  );
}
