import { Box, Inline, Label, Select, Stack, xcss } from '@forge/react';

import type { TryChoices } from '../../../contract/mesh';
import type { TriedCaller } from '../../../domain/istio/workload/tried-call';
import { TextField } from '../../parts/form-field';

/** Who calls, as chosen: an entry of the list, or an account that is typed as `namespace/name`. */
export type ChosenCaller = { choice: string; typed: string };

const TYPED = 'typed';
const STRANGER = 'stranger';

export const FIRST_CALLER: ChosenCaller = { choice: STRANGER, typed: '' };

/** null while nothing whole is typed. */
export function callerOf({ choice, typed }: ChosenCaller): TriedCaller | null {
  if (choice === STRANGER) return { kind: 'stranger' };
  if (choice.startsWith('namespace:'))
    return { kind: 'namespace', namespace: choice.slice('namespace:'.length) };
  const account = (choice === TYPED ? typed : choice).trim().split('/');
  const [namespace = '', name = ''] = account;
  return account.length === 2 && namespace !== '' && name !== ''
    ? { kind: 'account', namespace, name }
    : null;
}

type Option = { value: string; label: string };

const optionsFor = ({ accounts, namespaces }: TryChoices): Option[] => [
  { value: STRANGER, label: 'Anybody without a mesh identity (plaintext)' },
  ...accounts.map(({ namespace, name }) => ({
    value: `${namespace}/${name}`,
    label: `Service account ${namespace}/${name}`,
  })),
  ...namespaces.map((namespace) => ({
    value: `namespace:${namespace}`,
    label: `Any service account of ${namespace}`,
  })),
  { value: TYPED, label: 'Another service account' },
];

type Props = {
  caller: ChosenCaller;
  choices: TryChoices;
  onChange: (chosen: Partial<ChosenCaller>) => void;
};

export function CallerField({ caller, choices, onChange }: Props) {
  const options = optionsFor(choices);
  return (
    <Inline space="space.150" shouldWrap alignBlock="start">
      <Box xcss={xcss({ width: '360px' })}>
        <Stack space="space.0">
          <Label labelFor="try-caller">Who calls</Label>
          <Select
            inputId="try-caller"
            options={options}
            value={options.find(({ value }) => value === caller.choice) ?? null}
            onChange={(option: Option | null) => {
              onChange({ choice: option?.value ?? STRANGER });
            }}
          />
        </Stack>
      </Box>
      {caller.choice === TYPED && (
        <Box xcss={xcss({ width: '260px' })}>
          <TextField
            id="try-account"
            label="Service account"
            placeholder="namespace/name"
            value={caller.typed}
            onChange={(typed) => {
              onChange({ typed });
            }}
          />
        </Box>
      )}
    </Inline>
  );
}
