import { Code, Lozenge, Stack, Text } from '@forge/react';

import type { PluginAttachment, PluginRow } from '../../../contract/views';
import { SearchableTable } from '../../parts/searchable-table';
import type { Choice, Column } from '../../parts/searchable-table';

/** Plugins at every scope that touches the service, with their public fields. Which of them is in force is another question. */
export function PluginTable({ plugins }: { plugins: PluginRow[] }) {
  return (
    <SearchableTable
      label="plugins"
      rows={plugins}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      searchText={({ name, instanceName, attachedTo, fields, tags }) =>
        [
          name,
          instanceName,
          scopeInWords(attachedTo),
          ...tags,
          ...fields.flatMap((field) => [field.name, field.value]),
        ].join(' ')
      }
      choices={CHOICES(plugins)}
      empty={<Text>No plugin is attached: the gateway passes every matching call on.</Text>}
    />
  );
}

const COLUMNS: Column<PluginRow>[] = [
  {
    key: 'name',
    title: 'Plugin',
    width: 22,
    sortBy: ({ name }) => name,
    cell: (plugin) => <Name plugin={plugin} />,
  },
  {
    key: 'scope',
    title: 'Attached to',
    width: 26,
    sortBy: ({ attachedTo }) => scopeInWords(attachedTo),
    cell: ({ attachedTo }) => <Text>{scopeInWords(attachedTo)}</Text>,
  },
  { key: 'fields', title: 'Settings', width: 52, cell: (plugin) => <Fields plugin={plugin} /> },
];

const Name = ({ plugin: { name, instanceName, enabled } }: { plugin: PluginRow }) => (
  <Stack space="space.050">
    <Text weight="semibold">{name}</Text>
    {instanceName !== null && (
      <Text size="small" color="color.text.subtle">
        {instanceName}
      </Text>
    )}
    {!enabled && <Lozenge appearance="removed">disabled</Lozenge>}
  </Stack>
);

const Fields = ({ plugin: { fields, hiddenFields, condition } }: { plugin: PluginRow }) => (
  <Stack space="space.025">
    {condition !== null && (
      <Text>
        only when <Code>{condition}</Code>
      </Text>
    )}
    {fields.map(({ name, value }) => (
      <Text key={name} size="small">
        {name}: {value}
      </Text>
    ))}
    {hiddenFields.length > 0 && (
      <Text size="small" color="color.text.subtlest">
        not shown: {hiddenFields.join(', ')}
      </Text>
    )}
    {fields.length === 0 && hiddenFields.length === 0 && (
      <Text size="small" color="color.text.subtlest">
        nothing set
      </Text>
    )}
  </Stack>
);

/** `route orders-list for consumer mobile-app`, `everything at this gateway`. */
export function scopeInWords({ route, service, consumer, consumerGroup }: PluginAttachment): string {
  const place =
    route !== null
      ? `route ${route}`
      : service !== null
        ? `service ${service}`
        : 'everything at this gateway';
  const whom =
    consumer !== null
      ? ` for consumer ${consumer}`
      : consumerGroup !== null
        ? ` for consumer group ${consumerGroup}`
        : '';
  return place + whom;
}

const CHOICES = (plugins: PluginRow[]): Choice<PluginRow>[] => [
  {
    key: 'plugin',
    label: 'Plugin',
    options: [...new Set(plugins.map(({ name }) => name))].sort(),
    matches: ({ name }, option) => name === option,
  },
];
