import { DynamicTable, Stack, Text } from '@forge/react';

import type { GuardView, MutualTlsRow } from '../../../contract/mesh';
import type { Unread } from '../../../domain/source';
import { Disclosure } from '../../parts/disclosure';
import { plain, Sentence } from '../../parts/sentence';
import { PolicyTable } from './policy-table';

/** `alone`: there is no other section that a table could be taken for. */
type Props = { guard: GuardView; unread: Unread[]; alone: boolean };

const nameOf = (table: string, { guard, alone }: Omit<Props, 'unread'>): string =>
  alone ? table : `${table}: ${plain(guard.title)}`;

/** One proxy before the workload: its policies, its mutual TLS, and what one might expect to work and does not. */
export const GuardSection = ({ guard, unread, alone }: Props) => (
  <Stack space="space.150">
    <Sentence color="color.text.subtle">{guard.dataPlane}</Sentence>
    <PolicyTable
      label={nameOf('policies in force', { guard, alone })}
      policies={guard.policies}
      unread={unread}
    />
    <MutualTls rows={guard.mutualTls} />
    <WithoutEffect guard={guard} alone={alone} />
  </Stack>
);

const MutualTls = ({ rows }: { rows: MutualTlsRow[] }) => (
  <DynamicTable
    label="mutual TLS by port"
    head={{
      cells: ['Port', 'Mutual TLS', 'Decided by'].map((title, n) => ({
        key: title,
        content: title,
        width: [15, 45, 40][n] ?? 30,
      })),
    }}
    rows={rows.map(({ port, sentence, decidedBy }) => ({
      key: String(port),
      cells: [
        <Text key="port">
          {port === null ? (rows.length === 1 ? 'every port' : 'every other port') : port}
        </Text>,
        <Sentence key="mode">{sentence}</Sentence>,
        <Sentence key="by">{decidedBy}</Sentence>,
      ].map((content) => ({ key: String(content.key), content })),
    }))}
  />
);

function WithoutEffect({ guard, alone }: Omit<Props, 'unread'>) {
  const { withoutEffect, moreWithoutEffect } = guard;
  if (withoutEffect.length === 0) return null;
  const total = withoutEffect.length + moreWithoutEffect;
  const count = total === 1 ? '1 policy' : `${String(total)} policies`;
  return (
    <Disclosure label={`${count} nearby without effect here`}>
      {moreWithoutEffect > 0 && (
        <Text size="small" color="color.text.subtle">
          {`${String(withoutEffect.length)} are shown; the other ${String(moreWithoutEffect)} are for other workloads.`}
        </Text>
      )}
      <PolicyTable
        label={nameOf('policies without effect', { guard, alone })}
        becauseTitle="Why it does not apply"
        policies={withoutEffect}
        unread={[]}
      />
    </Disclosure>
  );
}
