import { consumerOf } from '../../domain/access/ask';
import type { PeopleReading } from '../../domain/access/people';
import type { AccessRequest } from '../../domain/access/request';
import type { Subject } from '../../domain/identity/mapping';
import type { ResolverPorts } from '../resolver-ports';

/**
 * The people behind the consumer that the access is for, by an admin's mapping as it is now, and the group that it was asked for, mapped or not
 * any more. Groups are read to their end. Service accounts are nobody.
 */
export async function beneficiariesOf(
  { mappings, confluence }: Pick<ResolverPorts, 'mappings' | 'confluence'>,
  { ask }: AccessRequest,
): Promise<PeopleReading> {
  const asked = consumerOf(ask.beneficiary);
  if (asked === null || ask.kong === null) return { read: 'complete', people: [] };
  const all = await mappings.list(ask.kong.connectionId);
  if (!all.ok) return { read: 'incomplete', what: 'who the consumer is' };
  const { beneficiary } = ask;
  const subjects: Subject[] = [
    ...(beneficiary.kind === 'group' ? [{ kind: 'group' as const, groupId: beneficiary.groupId }] : []),
    ...all.value.filter(({ consumer }) => consumer.id === asked.id).map(({ subject }) => subject),
  ];
  const readings = await Promise.all(
    subjects.map((subject): Promise<PeopleReading> =>
      subject.kind === 'account'
        ? Promise.resolve({ read: 'complete', people: [subject.accountId] })
        : confluence.groupMembers(subject.groupId),
    ),
  );
  const unread = readings.find(({ read }) => read === 'incomplete');
  if (unread !== undefined) return unread;
  return {
    read: 'complete',
    people: readings.flatMap((reading) => (reading.read === 'complete' ? reading.people : [])),
  };
}
