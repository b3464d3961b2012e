import { useState } from 'react';

import { Box, Button, Code, Inline, Select, Stack, Text, xcss } from '@forge/react';

import type { PolicyView } from '../../../contract/access';
import type { AclGroup } from '../../../domain/access/policy';
import { FormField, TextField } from '../../parts/form-field';

type Props = {
  groups: AclGroup[];
  connections: PolicyView['connections'];
  onChange: (groups: AclGroup[]) => void;
};

/** ACL groups that carry little risk: who asks to join one needs nobody's approval. */
export function AutoApproveFields({ groups, connections, onChange }: Props) {
  const [name, setName] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const connection = connections.find(({ id }) => id === chosenId) ?? connections[0] ?? null;
  const optionOf = ({ id, name: label }: { id: string; name: string }) => ({ label, value: id });
  const group = name.trim();
  const add = () => {
    if (connection === null || group === '') return;
    const others = groups.filter((one) => one.connectionId !== connection.id || one.group !== group);
    onChange([...others, { connectionId: connection.id, group }]);
    setName('');
  };
  return (
    <Stack space="space.100">
      {groups.length === 0 && <Text color="color.text.subtle">None: every request needs an approval.</Text>}
      {groups.map((one) => (
        <Inline key={`${one.connectionId} ${one.group}`} space="space.100" alignBlock="center">
          <Code>{one.group}</Code>
          <Text>
            {connections.find(({ id }) => id === one.connectionId)?.name ?? 'of a connection that is gone'}
          </Text>
          <Button
            appearance="subtle"
            onClick={() => {
              onChange(groups.filter((other) => other !== one));
            }}
          >
            Remove
          </Button>
        </Inline>
      ))}
      {connection === null ? (
        <Text size="small" color="color.text.subtle">
          This space may not ask to change any gateway yet, so there is no group to name.
        </Text>
      ) : (
        <Inline space="space.150" alignBlock="end" shouldWrap>
          <Box xcss={xcss({ width: '220px' })}>
            <FormField id="auto-connection" label="Gateway">
              <Select
                inputId="auto-connection"
                options={connections.map(optionOf)}
                value={optionOf(connection)}
                onChange={(option: { value: string }) => {
                  setChosenId(option.value);
                }}
              />
            </FormField>
          </Box>
          <Box xcss={xcss({ width: '220px' })}>
            <TextField
              id="auto-group"
              label="ACL group"
              value={name}
              placeholder="orders-read"
              onChange={setName}
            />
          </Box>
          <Button isDisabled={group === ''} onClick={add}>
            Add
          </Button>
        </Inline>
      )}
    </Stack>
  );
}
