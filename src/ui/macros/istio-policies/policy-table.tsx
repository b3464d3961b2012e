import { EmptyState, Lozenge, Stack, Text } from '@forge/react';

import type { PolicyRow } from '../../../contract/mesh';
import type { Unread } from '../../../domain/source';
import { Disclosure } from '../../parts/disclosure';
import { SearchableTable } from '../../parts/searchable-table';
import type { Choice, Column } from '../../parts/searchable-table';
import { plain, Sentence } from '../../parts/sentence';

type Props = { label: string; policies: PolicyRow[]; unread: Unread[]; becauseTitle?: string };

/** One row a policy: its name, what it does in a sentence, and why it applies here or does not. */
export function PolicyTable({ label, policies, unread, becauseTitle = 'Why it applies' }: Props) {
  return (
    <SearchableTable
      label={label}
      rows={policies}
      columns={columns(becauseTitle)}
      rowKey={({ kind, namespace, name }) => `${kind}/${namespace}/${name}`}
      searchText={({ kind, name, namespace, action, sentence, details, because }) =>
        [kind, name, namespace, action, plain([sentence, ...details].join(' ')), plain(because)].join(' ')
      }
      choices={choices(policies)}
      empty={
        unread.some(({ part }) => CAN_HIDE_POLICIES.test(part)) ? (
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

/** Unread services or accounts hide no policy. */
const CAN_HIDE_POLICIES = /^(authorizationpolicies|peerauthentications|requestauthentications|meshconfig)\b/;

const columns = (becauseTitle: string): Column<PolicyRow>[] => [
  {
    key: 'name',
    title: 'Policy',
    width: 24,
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
    width: 40,
    sortBy: ({ sentence }) => plain(sentence),
    cell: (policy) => <WhatItDoes policy={policy} />,
  },
  {
    key: 'why',
    title: becauseTitle,
    width: 24,
    sortBy: ({ because }) => plain(because),
    cell: ({ because }) => <Sentence>{because}</Sentence>,
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

const WhatItDoes = ({ policy: { name, sentence, details, unknownFields } }: { policy: PolicyRow }) => (
  <Stack space="space.050">
    <Sentence>{sentence}</Sentence>
    {details.length > 0 && (
      <Disclosure label={`All that ${name} says`}>
        {details.map((line, nth) => (
          <Sentence key={`${nth} ${line}`}>{line}</Sentence>
        ))}
      </Disclosure>
    )}
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
