import { CHAIN_OF_SITE } from '../../domain/access/ledger';
import type { VerifyingKey } from '../../domain/access/signature';
import { keyEntry } from '../../domain/access/site-entries';
import { person } from '../../domain/access/transition';
import { ok, type Result } from '../../domain/result';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';
import { nowOf, store } from './keep-step';

/** Public halves of every key that ever signed, the one in use first. */
export async function listKeys({
  signing,
}: Pick<ResolverPorts, 'signing'>): Promise<Result<VerifyingKey[], Refusal>> {
  const keys = await signing.verifying();
  return keys.ok ? ok([...keys.value].reverse()) : keys;
}

/**
 * A new key signs from now on, starting with the entry that tells it; what older ones signed still verifies.
 * @returns err CONFLICT when somebody else did so at the same time
 */
export async function rotateKey(
  ports: ResolverPorts,
  { by }: { by: string },
): Promise<Result<VerifyingKey[], Refusal>> {
  const before = await listKeys(ports);
  if (!before.ok) return before;
  const at = nowOf(ports);
  const prepared = await ports.signing.prepare(at);
  if (!prepared.ok) return prepared;
  const { key, stored: keys } = prepared.value;
  const was = before.value[0]?.kid ?? null;
  const entry = keyEntry({ at, actor: person(by), kid: key.kid, was });
  const stored = await store(ports, { chain: CHAIN_OF_SITE, entry, keys, signWith: key });
  if (stored.ok) return listKeys(ports);
  // It never signed anything that was stored. After an unclear failure it may have, and stays.
  if (stored.error.code === 'CONFLICT') await ports.signing.discard(key.kid);
  return stored;
}
