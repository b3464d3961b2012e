import type { Mapping } from '../../domain/identity/mapping';
import { err, ok, type Result } from '../../domain/result';
import { boundPage } from '../bound-page';
import type { PageFacts } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';

/** A group of people who call as one consumer, or as several: then access is asked for by the consumer's name. */
export type CallerGroup = { groupId: string; name: string; consumers: string[] };

/** Groups that are consumers of the environment's gateway by an admin's word, and that the person may see, by name. */
export async function callerGroups(
  { confluence, mappings }: ResolverPorts,
  page: PageFacts,
  { by, environment }: { by: string; environment: string },
): Promise<Result<CallerGroup[], AccessRefusal>> {
  const bound = await boundPage(confluence, page, { kind: 'person', accountId: by });
  if (!bound.ok) return bound;
  const target = bound.value.environments.find(({ name }) => name === environment);
  if (target === undefined) return err({ code: 'NOT_BOUND' });
  if (target.kong === null) return ok([]);
  const listed = await mappings.list(target.kong.connectionId);
  if (!listed.ok) return listed;
  const found = await Promise.all(
    [...byGroup(listed.value)].map(async ([groupId, consumers]) => {
      const group = await confluence.group(groupId);
      if (!group.ok) return group;
      return ok(group.value === null ? [] : [{ groupId, name: group.value.name, consumers }]);
    }),
  );
  const groups: CallerGroup[] = [];
  for (const group of found) {
    if (!group.ok) return group;
    groups.push(...group.value);
  }
  return ok(groups.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

const byGroup = (mappings: readonly Mapping[]): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const { subject, consumer } of mappings) {
    if (subject.kind !== 'group') continue;
    groups.set(subject.groupId, [...(groups.get(subject.groupId) ?? []), consumer.name]);
  }
  return groups;
};

/** The one consumer that a group is. err GROUP_GONE when the person cannot see the group, NO_PLAN when it is none, or several. */
export async function consumerOfGroup(
  { confluence, mappings }: Pick<ResolverPorts, 'confluence' | 'mappings'>,
  { connectionId, groupId }: { connectionId: string; groupId: string },
): Promise<Result<{ name: string; consumer: Mapping['consumer'] }, AccessRefusal>> {
  const group = await confluence.group(groupId);
  if (!group.ok) return group;
  if (group.value === null) return err({ code: 'GROUP_GONE', field: 'ask.beneficiary.groupId' });
  const { name } = group.value;
  const listed = await mappings.list(connectionId);
  if (!listed.ok) return listed;
  const theirs = listed.value.filter(
    ({ subject }) => subject.kind === 'group' && subject.groupId === groupId,
  );
  const [first, ...more] = theirs;
  if (first === undefined)
    return err({
      code: 'NO_PLAN',
      because: [`No consumer of the gateway is known to be the group \`${name}\`.`],
    });
  if (more.length > 0) {
    const names = theirs.map(({ consumer }) => `\`${consumer.name}\``).join(', ');
    return err({
      code: 'NO_PLAN',
      because: [`The group \`${name}\` is several consumers: ${names}. Ask for one of them by its name.`],
    });
  }
  return ok({ name, consumer: first.consumer });
}
