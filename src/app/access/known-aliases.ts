import type { AliasTable } from '../../domain/access/people';
import { err, ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';

/**
 * Which accounts are one person, for whoever decides something by it. err CANNOT_VERIFY when the table cannot be read: without it nobody
 * knows that an approver is not the requester under another account.
 */
export async function aliasTable({
  recorded,
}: Pick<ResolverPorts, 'recorded'>): Promise<Result<AliasTable, { code: 'CANNOT_VERIFY'; what: string[] }>> {
  const stored = await recorded.get('aliases', 'site');
  if (!stored.ok) return err({ code: 'CANNOT_VERIFY', what: ['which accounts are one person'] });
  return ok(stored.value?.value ?? []);
}
