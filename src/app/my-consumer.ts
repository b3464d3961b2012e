import { mappedConsumers, type Mapping } from '../domain/identity/mapping';
import { ok, type Result } from '../domain/result';
import type { ResolverPorts } from './resolver-ports';
import type { Refusal } from './refusal';

export type MyConsumers = { mine: Mapping[]; groupsRead: boolean };

/**
 * The consumers of one Kong that an admin said a person is, by account first, then by group. Where the person's groups could not be
 * read, `groupsRead` is false: there may be more.
 */
export async function myConsumers(
  { mappings, confluence }: Pick<ResolverPorts, 'mappings' | 'confluence'>,
  connectionId: string,
  accountId: string,
): Promise<Result<MyConsumers, Refusal>> {
  const [known, groups] = await Promise.all([mappings.list(connectionId), confluence.myGroups(accountId)]);
  if (!known.ok) return known;
  const groupIds = groups.ok ? groups.value : [];
  return ok({ mine: mappedConsumers(known.value, { accountId, groupIds }), groupsRead: groups.ok });
}
