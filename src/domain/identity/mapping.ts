import type { ConnectionId } from '../binding';
import type { Consumer, KongId } from '../kong/entities';
import type { IsoTime } from '../time';

/** Somebody in Atlassian: a person, or everybody in a group. */
export type Subject = { kind: 'account'; accountId: string } | { kind: 'group'; groupId: string };

/**
 * An admin's word that a person or a group is a consumer of one Kong. Nothing else joins the two worlds: not an e-mail address, not a name
 * that looks alike.
 */
export type Mapping = {
  connectionId: ConnectionId;
  subject: Subject;
  /** Its name as it was when the mapping was made; the id is what counts. */
  consumer: { id: KongId; name: string };
  /** The only source there is: suggestions become mappings when an admin says so. */
  source: 'admin';
  assertedBy: string;
  assertedAt: IsoTime;
};

/** What tells a mapping from every other. */
export type MappingPair = Pick<Mapping, 'connectionId' | 'subject' | 'consumer'>;

/** One edit of the table of who is who. An added pair must not be there yet, a removed one must. */
export type MappingChange = { change: 'add'; mapping: Mapping } | { change: 'remove'; mapping: MappingPair };

export const sameSubject = (a: Subject, b: Subject): boolean => subjectKey(a) === subjectKey(b);

/** `account:712020:rita`, `group:4f1d…`: the kind keeps an account and a group with one id apart. */
export const subjectKey = (subject: Subject): string =>
  subject.kind === 'account' ? `account:${subject.accountId}` : `group:${subject.groupId}`;

/** Whom a person is, by account first, then by group; a consumer that is reached both ways is there once, by account. */
export const mappedConsumers = (
  mappings: readonly Mapping[],
  person: { accountId: string; groupIds: readonly string[] },
): Mapping[] => {
  const mine = mappings.filter(({ subject }) =>
    subject.kind === 'account'
      ? subject.accountId === person.accountId
      : person.groupIds.includes(subject.groupId),
  );
  const byAccountFirst = [...mine].sort((a, b) => rank(a) - rank(b) || compare(a, b));
  return byAccountFirst.filter(
    ({ consumer }, n) => byAccountFirst.findIndex((other) => other.consumer.id === consumer.id) === n,
  );
};

const rank = ({ subject }: Mapping): number => (subject.kind === 'account' ? 0 : 1);
const compare = (a: Mapping, b: Mapping): number =>
  a.consumer.name < b.consumer.name ? -1 : a.consumer.name > b.consumer.name ? 1 : 0;

/** A pair that an admin may want to confirm, and what points to it. */
export type MappingSuggestion = {
  subject: Subject;
  consumer: { id: KongId; name: string };
  why: 'custom id is the account id' | 'custom id is the group id' | 'user name is the group’s name';
};

/** People and groups that Confluence knows. */
export type KnownSubjects = {
  accountIds: readonly string[];
  groups: readonly { id: string; name: string }[];
};

/** Exact matches only, of pairs that are not mapped yet, by consumer. They join nothing by themselves. */
export const suggestMappings = (
  consumers: readonly Consumer[],
  known: KnownSubjects,
  mapped: readonly Mapping[],
): MappingSuggestion[] => {
  const accounts = new Set(known.accountIds);
  const groupIds = new Set(known.groups.map(({ id }) => id));
  const groupsByName = new Map(known.groups.map(({ id, name }) => [name, id]));
  const taken = new Set(mapped.map(({ subject, consumer }) => `${subjectKey(subject)} ${consumer.id}`));
  const found = consumers.flatMap(({ id, username, customId }): MappingSuggestion[] => {
    const consumer = { id, name: username ?? customId ?? id };
    const groupId = username === null ? undefined : groupsByName.get(username);
    return [
      ...(customId !== null && accounts.has(customId)
        ? [{ subject: account(customId), consumer, why: 'custom id is the account id' as const }]
        : []),
      ...(customId !== null && groupIds.has(customId)
        ? [{ subject: group(customId), consumer, why: 'custom id is the group id' as const }]
        : []),
      ...(groupId !== undefined && groupId !== customId
        ? [{ subject: group(groupId), consumer, why: 'user name is the group’s name' as const }]
        : []),
    ];
  });
  return found
    .filter(({ subject, consumer }) => !taken.has(`${subjectKey(subject)} ${consumer.id}`))
    .sort((a, b) => (a.consumer.name < b.consumer.name ? -1 : a.consumer.name > b.consumer.name ? 1 : 0));
};

const account = (accountId: string): Subject => ({ kind: 'account', accountId });
const group = (groupId: string): Subject => ({ kind: 'group', groupId });

/** Custom ids that could be an Atlassian account's: only these are worth asking Confluence about. */
export const looksLikeAccountId = (text: string): boolean => /^(\d{6}:[\w-]{1,100}|[0-9a-f]{24})$/.test(text);
