import { useCallback } from 'react';

import { Inline, SectionMessage, Spinner, Stack, Text, User } from '@forge/react';

import type { AsMeRoute, AsMeView } from '../../../contract/callers';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { SearchableTable } from '../../parts/searchable-table';
import type { Column } from '../../parts/searchable-table';
import { plain, Sentence } from '../../parts/sentence';
import { useAnswer } from '../../parts/use-answer';
import { Verdict } from '../../parts/verdict';
import { PageEstate } from '../../parts/page-estate';
import type { Place } from '../../parts/page-estate';

/** *As me*: what I would need on each route, and what I may call already as the consumers that an admin says I am. */
export function AsMe(place: Place) {
  const { pageId, environment } = place;
  const { value, error, again } = useAnswer<AsMeView>(
    useCallback(() => invoke('readAsMe', { pageId, environment }), [pageId, environment]),
  );
  if (value === null)
    return error === null ? <Spinner label="Reading what you need" /> : <Problem error={error} />;
  return (
    <Stack space="space.150">
      <PageEstate {...place} whole="gateway" estate={value} onSettled={again} />
      {error !== null && <Problem error={error} />}
      {!value.groupsRead && (
        <SectionMessage appearance="warning" title="Your groups could not be read">
          <Text>You may be more consumers than are listed here. Try again in a minute.</Text>
        </SectionMessage>
      )}
      <Identity view={value} />
      {value.routes !== null && (
        <SearchableTable
          label="what I need"
          rows={value.routes}
          columns={columns(value)}
          rowKey={({ id }) => id}
          searchText={({ name, needs }) => [name, ...needs.map(plain)].join(' ')}
          empty={<Text>No route led to this service when the gateway was read.</Text>}
        />
      )}
    </Stack>
  );
}

const Identity = ({ view: { consumers, groupsRead, owners } }: { view: AsMeView }) =>
  consumers.length > 0 ? (
    <Stack space="space.050">
      {consumers.map(({ id, name, through }) => (
        <Sentence key={id}>
          {`You are the consumer \`${name}\`${through === 'account' ? '' : `, through the group \`${through.group}\``}.`}
        </Sentence>
      ))}
    </Stack>
  ) : (
    <SectionMessage
      appearance="information"
      title={
        groupsRead
          ? 'No consumer of this gateway is you'
          : 'It cannot be told whether you are a consumer here'
      }
    >
      <Stack space="space.050">
        <Text>
          A Confluence admin can say which consumer you, or a group of yours, are. Ask whoever owns this
          gateway:
        </Text>
        <Inline space="space.100" alignBlock="center" shouldWrap>
          {owners.map((owner) =>
            owner.kind === 'person' ? (
              <User key={owner.accountId} accountId={owner.accountId} />
            ) : (
              <Text key={owner.groupId}>group {owner.name ?? 'that does not exist any more'}</Text>
            ),
          )}
        </Inline>
      </Stack>
    </SectionMessage>
  );

const columns = ({ consumers }: AsMeView): Column<AsMeRoute>[] => [
  {
    key: 'route',
    title: 'Route',
    width: 20,
    sortBy: ({ name }) => name,
    cell: ({ name }) => <Text weight="semibold">{name}</Text>,
  },
  {
    key: 'needs',
    title: 'What I need',
    width: 40,
    cell: ({ needs }) => (
      <Stack space="space.050">
        {needs.map((sentence) => (
          <Sentence key={sentence}>{sentence}</Sentence>
        ))}
      </Stack>
    ),
  },
  ...consumers.map(({ id, name }, n): Column<AsMeRoute> => ({
    key: id,
    title: `As ${name}`,
    cell: ({ mine }) => {
      const decision = mine[n];
      return decision === undefined ? (
        <Text>not known</Text>
      ) : (
        <Stack space="space.050">
          <Verdict verdict={decision.verdict} />
          {decision.reasons.map((reason) => (
            <Sentence key={reason} size="small">
              {reason}
            </Sentence>
          ))}
        </Stack>
      );
    },
  })),
];
