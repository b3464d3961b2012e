import { EmptyState, Lozenge, Stack, Text } from '@forge/react';

import type { PolicyRow } from '../../../contract/views';
import type { Unread } from '../../../domain/source';
import { SearchableTable } from '../../parts/searchable-table';
import type { Choice, Column } from '../../parts/searchable-table';
import { plain, Sentence } from '../../parts/sentence';

/** One row a policy: its name, what it does in a sentence, and why it applies here. */
export function PolicyTable({ policies, unread }: { policies: PolicyRow[]; unread: Unread[] }) {
  return (
    <SearchableTable
      label="policies"
      rows={policies}
      columns={COLUMNS}
      rowKey={({ kind, namespace, name }) => `${kind}/${namespace}/${name}`}
      searchText={({ kind, name, namespace, action, sentence, appliesBecause }) =>
        [kind, name, namespace, action, plain(sentence), appliesBecause].join(' ')
      }
      choices={choices(policies)}
      empty={
        unread.length > 0 ? (
          <Text>
            Whether a policy selects this workload is not known, since not everything could be read.
          </Text>
        ) : (
          <EmptyState
            header="No policy selects this workload"
            headingLevel={4}
            description="Nothing in Istio restricts who may call it: every caller that can reach it is let in."
            width="narrow"
          />
        )
      }
    />
  );
}

const COLUMNS: Column<PolicyRow>[] = [
  {
    key: 'name',
    title: 'Policy',
    width: 26,
    sortBy: ({ name }) => name,
    cell: (policy) => <Name policy={policy} />,
  },
  {
    key: 'action',
    title: 'Action',
    width: 12,
    sortBy: ({ action }) => action ?? '',
    cell: (policy) => <Action policy={policy} />,
  },
  {
    key: 'sentence',
    title: 'What it does',
    width: 42,
    sortBy: ({ sentence }) => plain(sentence),
    cell: (policy) => <WhatItDoes policy={policy} />,
  },
  {
    key: 'why',
    title: 'Why it applies',
    width: 20,
    sortBy: ({ appliesBecause }) => appliesBecause,
    cell: ({ appliesBecause }) => <Text>{appliesBecause}</Text>,
  },
];

const Name = ({ policy: { name, kind, namespace } }: { policy: PolicyRow }) => (
  <Stack space="space.025">
    <Text weight="semibold">{name}</Text>
    <Text size="small" color="color.text.subtle">
      {kind}
    </Text>
    <Text size="small" color="color.text.subtle">
      namespace {namespace}
    </Text>
  </Stack>
);

const TONES: Record<string, 'success' | 'removed' | 'inprogress' | 'default'> = {
  ALLOW: 'success',
  DENY: 'removed',
  CUSTOM: 'inprogress',
  STRICT: 'success',
  DISABLE: 'removed',
};

const Action = ({ policy: { action, dryRun } }: { policy: PolicyRow }) => (
  <Stack space="space.050" alignInline="start">
    {action === null ? (
      <Text>none</Text>
    ) : (
      <Lozenge appearance={TONES[action] ?? 'default'}>{action}</Lozenge>
    )}
    {dryRun && <Lozenge appearance="moved">dry run: no effect</Lozenge>}
  </Stack>
);

const WhatItDoes = ({ policy: { sentence, unknownFields } }: { policy: PolicyRow }) => (
  <Stack space="space.050">
    <Sentence>{sentence}</Sentence>
    {unknownFields.length > 0 && (
      <Text size="small" color="color.text.subtlest">
        also has fields Gatehouse does not know: {unknownFields.join(', ')}
      </Text>
    )}
  </Stack>
);

const choices = (policies: PolicyRow[]): Choice<PolicyRow>[] => [
  {
    key: 'kind',
    label: 'Kind',
    options: [...new Set(policies.map(({ kind }) => kind))].sort(),
    matches: ({ kind }, option) => kind === option,
  },
];
