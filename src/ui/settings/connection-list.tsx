import { useCallback } from 'react';

import { Button, ButtonGroup, EmptyState, Inline, Spinner, Stack, Text } from '@forge/react';

import type { ConnectionRow } from '../../contract/views';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { SearchableTable } from '../parts/searchable-table';
import type { Column } from '../parts/searchable-table';
import type { Zone } from '../parts/time';
import { useAnswer } from '../parts/use-answer';
import { CredentialLine } from './credential-line';
import { HealthLine } from './health-line';

type Props = { zone: Zone; onOpen: (id: string) => void; onAdd: (kind: 'kong' | 'kubernetes') => void };

export function ConnectionList({ zone, onOpen, onAdd }: Props) {
  const { value, error } = useAnswer(useCallback(() => invoke('listConnections', {}), []));
  if (error !== null) return <Problem error={error} />;
  if (value === null) return <Spinner label="Reading the connections" />;
  const add = (
    <ButtonGroup label="Add a connection">
      <Button
        appearance={value.length === 0 ? 'primary' : 'default'}
        onClick={() => {
          onAdd('kong');
        }}
      >
        Add Kong
      </Button>
      <Button
        onClick={() => {
          onAdd('kubernetes');
        }}
      >
        Add Kubernetes
      </Button>
    </ButtonGroup>
  );
  if (value.length === 0) {
    return (
      <EmptyState
        header="No connection yet"
        headingLevel={2}
        description="Connect a Kong control plane to show routes, and a Kubernetes API to show Istio policies."
        primaryAction={add}
      />
    );
  }
  return (
    <Stack space="space.150">
      <Inline alignInline="end">{add}</Inline>
      <SearchableTable
        label="connections"
        rows={value}
        columns={columns(zone, onOpen)}
        rowKey={({ id }) => id}
        searchText={({ name, address, kind }) => `${name} ${address} ${kind}`}
        empty={null}
      />
    </Stack>
  );
}

const columns = (zone: Zone, onOpen: (id: string) => void): Column<ConnectionRow>[] => [
  {
    key: 'name',
    title: 'Connection',
    width: 28,
    sortBy: ({ name }) => name,
    cell: ({ id, name, address, kind }) => (
      <Stack space="space.025" alignInline="start">
        <Button
          appearance="subtle"
          spacing="compact"
          onClick={() => {
            onOpen(id);
          }}
        >
          {name}
        </Button>
        <Text size="small" color="color.text.subtle">
          {kind === 'kong' ? 'Kong' : 'Kubernetes'}, {address}
        </Text>
      </Stack>
    ),
  },
  {
    key: 'health',
    title: 'State',
    width: 28,
    cell: ({ health }) => <HealthLine health={health} zone={zone} />,
  },
  {
    key: 'credentials',
    title: 'Credentials',
    width: 28,
    cell: ({ reader, writer }) => (
      <Stack space="space.025">
        <CredentialLine role="reader" credential={reader} zone={zone} />
        <CredentialLine role="writer" credential={writer} zone={zone} />
      </Stack>
    ),
  },
  {
    key: 'spaces',
    title: 'Spaces',
    width: 16,
    sortBy: ({ spaces }) => String(spaces).padStart(6, '0'),
    cell: ({ spaces }) => <Text>{spaces === 0 ? 'none may show it' : `${String(spaces)} may show it`}</Text>,
  },
];
