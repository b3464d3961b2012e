import { useState } from 'react';

import { Button, DynamicTable, Inline, Stack, Text } from '@forge/react';

import type { GuardView, MutualTlsRow } from '../../../contract/mesh';
import type { Unread } from '../../../domain/source';
import { Sentence } from '../../parts/sentence';
import { PolicyTable } from './policy-table';

/** One proxy before the workload: its policies, its mutual TLS, and what one might expect to work and does not. */
export const GuardSection = ({ guard, unread }: { guard: GuardView; unread: Unread[] }) => (
  <Stack space="space.150">
    <Sentence color="color.text.subtle">{guard.dataPlane}</Sentence>
    <PolicyTable
      label={`policies in force: ${guard.title.replaceAll('`', '')}`}
      policies={guard.policies}
      unread={unread}
    />
    <MutualTls rows={guard.mutualTls} />
    <WithoutEffect guard={guard} />
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

function WithoutEffect({ guard: { withoutEffect, title } }: { guard: GuardView }) {
  const [open, setOpen] = useState(false);
  if (withoutEffect.length === 0) return null;
  const count = withoutEffect.length === 1 ? '1 policy' : `${String(withoutEffect.length)} policies`;
  return (
    <Stack space="space.100">
      <Inline>
        <Button
          appearance="subtle"
          spacing="compact"
          iconBefore={open ? 'chevron-down' : 'chevron-right'}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {`${count} nearby without effect here`}
        </Button>
      </Inline>
      {open && (
        <PolicyTable
          label={`policies without effect: ${title.replaceAll('`', '')}`}
          becauseTitle="Why it does not apply"
          policies={withoutEffect}
          unread={[]}
        />
      )}
    </Stack>
  );
}
