import { Code, EmptyState, Inline, Lozenge, Stack, Tag, TagGroup, Text } from '@forge/react';

import type { PluginRow, RouteRow, RoutesOfService } from '../../../contract/views';
import type { Unread } from '../../../domain/source';
import { SearchableTable } from '../../parts/searchable-table';
import type { Choice, Column } from '../../parts/searchable-table';
import { plain, Sentence } from '../../parts/sentence';

/** Every route of the bound service: what a call must look like, what its caller needs, and where it ends up. */
export function RouteTable({ data, unread }: { data: RoutesOfService; unread: Unread[] }) {
  const { routes, plugins } = data;
  const known = {
    plugins: new Map(plugins.map((plugin) => [plugin.id, plugin])),
    whole: unread.length === 0,
  };
  return (
    <SearchableTable
      label="routes"
      rows={routes}
      columns={columns(known)}
      rowKey={({ id }) => id}
      searchText={searchText}
      choices={choices(routes)}
      empty={
        unread.length > 0 ? (
          <Text>Whether a route leads to this service is not known, since not everything could be read.</Text>
        ) : (
          <EmptyState
            header="No route leads to this service"
            headingLevel={4}
            description="At this gateway nobody can reach it from outside."
            width="narrow"
          />
        )
      }
    />
  );
}

type Known = {
  plugins: ReadonlyMap<string, PluginRow>;
  /** Everything could be read: what is not here does not exist. */
  whole: boolean;
};

const columns = ({ plugins, whole }: Known): Column<RouteRow>[] => [
  {
    key: 'name',
    title: 'Route',
    width: 17,
    sortBy: ({ name }) => name,
    cell: (route) => <Name route={route} />,
  },
  {
    key: 'match',
    title: 'Matches',
    width: 21,
    sortBy: ({ hosts, paths }) => [...paths, ...hosts].join(' '),
    cell: (route) => <Match route={route} />,
  },
  {
    key: 'needs',
    title: 'What a caller needs',
    width: 32,
    sortBy: ({ needs }) => plain(needs.join(' ')),
    cell: (route) => <Needs route={route} />,
  },
  {
    key: 'leads',
    title: 'Leads to',
    width: 18,
    sortBy: ({ leadsTo }) => leadsTo,
    cell: ({ leadsTo }) => <Text>{leadsTo}</Text>,
  },
  {
    key: 'plugins',
    title: 'Plugins',
    width: 12,
    cell: ({ pluginIds }) => (
      <RoutePlugins plugins={pluginIds.flatMap((id) => plugins.get(id) ?? [])} whole={whole} />
    ),
  },
];

/** For whom it is open first, since that is what a reader must not miss. */
const Needs = ({ route: { needs, withoutCredential } }: { route: RouteRow }) => (
  <Stack space="space.050">
    {withoutCredential === 'allowed' && (
      <Inline>
        <Lozenge appearance="moved">open without a credential</Lozenge>
      </Inline>
    )}
    {withoutCredential === 'unknown' && (
      <Inline>
        <Lozenge>not known for whom it is open</Lozenge>
      </Inline>
    )}
    {needs.map((sentence, n) => (
      <Sentence key={sentence} {...(n === 0 ? {} : { size: 'small', color: 'color.text.subtle' })}>
        {sentence}
      </Sentence>
    ))}
  </Stack>
);

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

const Match = ({ route: { methods, hosts, paths, headers, snis, expression } }: { route: RouteRow }) => (
  <Stack space="space.050">
    <Text>
      {methods.length === 0 ? 'any method' : methods.join(', ')},{' '}
      {hosts.length === 0 ? 'any host' : hosts.join(', ')}
    </Text>
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

const RoutePlugins = ({ plugins, whole }: { plugins: PluginRow[]; whole: boolean }) =>
  plugins.length === 0 ? (
    <Text color="color.text.subtlest">{whole ? 'none' : 'none read'}</Text>
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

const searchText = ({
  name,
  hosts,
  methods,
  paths,
  headers,
  tags,
  needs,
  leadsTo,
  expression,
}: RouteRow): string =>
  [
    name,
    ...hosts,
    ...methods,
    ...paths,
    ...headers.flatMap((header) => [header.name, ...header.values]),
    ...tags,
    ...needs.map(plain),
    leadsTo,
    expression,
  ].join(' ');
