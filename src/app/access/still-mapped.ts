import type { Standing } from '../../domain/access/quorum';
import type { AccessRequest } from '../../domain/access/request';
import type { Mapping } from '../../domain/identity/mapping';
import type { ConfluencePort, Ports } from '../ports';

type MappedPorts = {
  mappings: Pick<Ports['mappings'], 'list'>;
  confluence: Pick<ConfluencePort, 'groupMembers'>;
};

/** For one look at many requests: every list is read once, whatever the number of requests that rest on it. */
export const readingOnce = ({ mappings, confluence }: MappedPorts): MappedPorts => ({
  mappings: { list: once((id) => mappings.list(id)) },
  confluence: { groupMembers: once((id) => confluence.groupMembers(id)) },
});

const once = <T>(read: (id: string) => Promise<T>): ((id: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>();
  return (id) => {
    const found = known.get(id) ?? read(id);
    known.set(id, found);
    return found;
  };
};

/**
 * Whether the person or the group that the access is for still calls as its consumer, by an admin's word; `yes` where nobody's word was needed.
 * What cannot be read is `not known`.
 */
export async function stillMapped(
  { mappings, confluence }: MappedPorts,
  { ask: { beneficiary, kong } }: AccessRequest,
): Promise<Standing> {
  if (kong === null || (beneficiary.kind !== 'myself' && beneficiary.kind !== 'group')) return 'yes';
  const all = await mappings.list(kong.connectionId);
  if (!all.ok) return 'not known';
  const subjects = all.value
    .filter(({ consumer }) => consumer.id === beneficiary.consumer.id)
    .map(({ subject }) => subject);
  if (beneficiary.kind === 'group')
    return subjects.some((one) => one.kind === 'group' && one.groupId === beneficiary.groupId) ? 'yes' : 'no';
  return isAmong({ confluence }, subjects, beneficiary.accountId);
}

/** A group that cannot be read to its end may have the person. */
const isAmong = async (
  { confluence }: Pick<MappedPorts, 'confluence'>,
  subjects: readonly Mapping['subject'][],
  accountId: string,
): Promise<Standing> => {
  if (subjects.some((one) => one.kind === 'account' && one.accountId === accountId)) return 'yes';
  let standing: Standing = 'no';
  for (const subject of subjects) {
    if (subject.kind !== 'group') continue;
    const members = await confluence.groupMembers(subject.groupId);
    if (members.read === 'incomplete') standing = 'not known';
    else if (members.people.includes(accountId)) return 'yes';
  }
  return standing;
};
