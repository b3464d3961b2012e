import type { Acl } from '../kong/entities';
import type { KongSnapshot } from '../kong/snapshot';
import type { KongAclChange } from './change';

/** Desired state, so applying the changes once more changes nothing. A snapshot without ACLs keeps saying that they are not known. */
export const snapshotAfter = (
  snapshot: KongSnapshot,
  changes: readonly Pick<KongAclChange, 'consumer' | 'group' | 'want'>[],
): KongSnapshot => {
  if (snapshot.acls === undefined) return snapshot;
  return { ...snapshot, acls: changes.reduce(aclsAfter, snapshot.acls) };
};

const aclsAfter = (
  acls: Acl[],
  { consumer, group, want }: Pick<KongAclChange, 'consumer' | 'group' | 'want'>,
): Acl[] => {
  const isIt = (acl: Acl): boolean => acl.consumerId === consumer.id && acl.group === group;
  if (want === 'absent') return acls.filter((acl) => !isIt(acl));
  if (acls.some(isIt)) return acls;
  return [
    ...acls,
    { id: `planned:${consumer.id}/${group}`, consumerId: consumer.id, group, tags: [], createdAt: null },
  ];
};
