import { Code, EmptyState, Inline, Lozenge, Stack, Tag, TagGroup, Text } from '@forge/react';

import type { PluginRow, RouteRow, RoutesOfService } from '../../../contract/views';
import { SearchableTable } from '../../parts/searchable-table';
import type { Choice, Column } from '../../parts/searchable-table';

/** Every route of the bound service: what a call must look like, and where it ends up. */
export function RouteTable({ routes, plugins }: RoutesOfService) {
  return (
    <SearchableTable
      label="routes"
      rows={routes}
      columns={columns(new Map(plugins.map((plugin) => [plugin.id, plugin])))}
      rowKey={({ id }) => id}
      searchText={searchText}
      choices={choices(routes)}
      empty={
        <EmptyState
          header="No route leads to this service"
          headingLevel={4}
          description="At this gateway nobody can reach it from outside."
          width="narrow"
        />
      }
    />
  );
}

const columns = (plugins: ReadonlyMap<string, PluginRow>): Column<RouteRow>[] => [
  {
    key: 'name',
    title: 'Route',
    width: 18,
    sortBy: ({ name }) => name,
    cell: (route) => <Name route={route} />,
  },
  {
    key: 'methods',
    title: 'Methods',
    width: 12,
    sortBy: ({ methods }) => methods.join(' '),
    cell: ({ methods }) => <Text>{methods.length === 0 ? 'any' : methods.join(', ')}</Text>,
  },
  {
    key: 'match',
    title: 'Hosts, paths, headers',
    width: 30,
    sortBy: ({ hosts, paths }) => [...paths, ...hosts].join(' '),
    cell: (route) => <Match route={route} />,
  },
  {
    key: 'leads',
    title: 'Leads to',
    width: 22,
    sortBy: ({ leadsTo }) => leadsTo,
    cell: ({ leadsTo }) => <Text>{leadsTo}</Text>,
  },
  {
    key: 'plugins',
    title: 'Plugins on the route',
    width: 18,
    cell: ({ pluginIds }) => <RoutePlugins plugins={pluginIds.flatMap((id) => plugins.get(id) ?? [])} />,
  },
];

const Name = ({ route: { name, protocols, tags } }: { route: RouteRow }) => (
  <Stack space="space.050">
    <Text weight="semibold">{name}</Text>
    <Text size="small" color="color.text.subtle">
      {protocols.join(', ')}
    </Text>
    {tags.length > 0 && (
      <TagGroup>
        {tags.map((tag) => (
          <Tag key={tag} text={tag} />
        ))}
      </TagGroup>
    )}
  </Stack>
);

const Match = ({ route: { hosts, paths, headers, snis, expression } }: { route: RouteRow }) => (
  <Stack space="space.050">
    <Text>{hosts.length === 0 ? 'any host' : hosts.join(', ')}</Text>
    {paths.map((path) => (
      <Text key={path}>
        <Code>{path}</Code>
      </Text>
    ))}
    {paths.length === 0 && expression === null && <Text>any path</Text>}
    {headers.map(({ name, values }) => (
      <Text key={name} size="small">
        when header {name} is {values.join(' or ')}
      </Text>
    ))}
    {snis.length > 0 && <Text size="small">TLS name {snis.join(', ')}</Text>}
    {expression !== null && (
      <Text>
        <Code>{expression}</Code>
      </Text>
    )}
  </Stack>
);

const RoutePlugins = ({ plugins }: { plugins: PluginRow[] }) =>
  plugins.length === 0 ? (
    <Text color="color.text.subtlest">none</Text>
  ) : (
    <Inline space="space.050" shouldWrap>
      {plugins.map(({ id, name, enabled }) =>
        enabled ? (
          <Lozenge key={id}>{name}</Lozenge>
        ) : (
          <Lozenge key={id} appearance="removed">{`${name} (off)`}</Lozenge>
        ),
      )}
    </Inline>
  );

const choices = (routes: RouteRow[]): Choice<RouteRow>[] => [
  {
    key: 'method',
    label: 'Method',
    options: distinct(routes.flatMap(({ methods }) => methods)),
    matches: ({ methods }, option) => methods.length === 0 || methods.includes(option),
  },
  {
    key: 'host',
    label: 'Host',
    options: distinct(routes.flatMap(({ hosts }) => hosts)),
    matches: ({ hosts }, option) => hosts.length === 0 || hosts.includes(option),
  },
];

const distinct = (values: string[]): string[] => [...new Set(values)].sort();

const searchText = ({ name, hosts, methods, paths, headers, tags, leadsTo, expression }: RouteRow): string =>
  [
    name,
    ...hosts,
    ...methods,
    ...paths,
    ...headers.flatMap((header) => [header.name, ...header.values]),
    ...tags,
    leadsTo,
    expression,
  ].join(' ');
