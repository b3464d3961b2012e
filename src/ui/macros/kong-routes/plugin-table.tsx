import { useState } from 'react';

import { Button, Code, Inline, Lozenge, Stack, Text } from '@forge/react';

import type { PluginAttachment, PluginRow } from '../../../contract/views';
import type { Unread } from '../../../domain/source';
import { SearchableTable } from '../../parts/searchable-table';
import type { Choice, Column } from '../../parts/searchable-table';
import { plain, Sentence } from '../../parts/sentence';

/**
 * Plugins at every scope that touches the service: what each means for callers, and its public fields when somebody asks. Which of them is
 * in force on a route is in that route's own sentence.
 */
export function PluginTable({ plugins, unread }: { plugins: PluginRow[]; unread: Unread[] }) {
  return (
    <SearchableTable
      label="plugins"
      rows={plugins}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      searchText={({ name, instanceName, attachedTo, does, fields, tags }) =>
        [
          name,
          instanceName,
          scopeInWords(attachedTo),
          plain(does),
          ...tags,
          ...fields.flatMap((field) => [field.name, field.value]),
        ].join(' ')
      }
      choices={CHOICES(plugins)}
      empty={
        <Text>
          {unread.length > 0
            ? 'Which plugins are attached is not known, since not everything could be read.'
            : 'No plugin is attached: the gateway passes every matching call on.'}
        </Text>
      }
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
  { key: 'does', title: 'What it does', width: 52, cell: (plugin) => <Meaning plugin={plugin} /> },
];

const Name = ({ plugin: { name, instanceName, enabled } }: { plugin: PluginRow }) => (
  <Stack space="space.050" alignInline="start">
    <Text weight="semibold">{name}</Text>
    {instanceName !== null && (
      <Text size="small" color="color.text.subtle">
        {instanceName}
      </Text>
    )}
    {!enabled && <Lozenge appearance="removed">disabled</Lozenge>}
  </Stack>
);

/** Most settings are Kong's defaults and explain nothing, so they wait behind a button. */
function Meaning({ plugin }: { plugin: PluginRow }) {
  const [open, setOpen] = useState(false);
  const count = plugin.fields.length + plugin.hiddenFields.length;
  return (
    <Stack space="space.050">
      <Sentence>{plugin.does}</Sentence>
      {open && <Fields plugin={plugin} />}
      {count > 0 && (
        <Inline>
          <Button
            appearance="subtle"
            spacing="compact"
            onClick={() => {
              setOpen(!open);
            }}
          >
            {open ? 'Fewer settings' : `More: ${String(count)} ${count === 1 ? 'setting' : 'settings'}`}
          </Button>
        </Inline>
      )}
    </Stack>
  );
}

const Fields = ({ plugin: { fields, hiddenFields } }: { plugin: PluginRow }) => (
  <Stack space="space.025">
    {fields.map(({ name, value }) => (
      <Text key={name} size="small">
        {name}: <Code>{value}</Code>
      </Text>
    ))}
    {hiddenFields.length > 0 && (
      <Text size="small" color="color.text.subtlest">
        not shown: {hiddenFields.join(', ')}
      </Text>
    )}
  </Stack>
);

/** `route orders-list for consumer mobile-app`, `everything at this gateway`. */
function scopeInWords({ route, service, consumer, consumerGroup }: PluginAttachment): string {
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
