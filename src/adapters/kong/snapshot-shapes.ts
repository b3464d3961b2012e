import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

import type { CredentialList } from '../../domain/kong/connection-snapshot';
import { CREDENTIAL_LISTS } from '../../domain/kong/connection-snapshot';
import type {
  Acl,
  CertificateSummary,
  ConsumerGroup,
  CredentialCount,
  Upstream,
} from '../../domain/kong/entities';

/** Entities that only a snapshot reads; the others are in `entity-shapes.ts`. */

const id = z.string().min(1);
const tags = z
  .array(z.string())
  .nullish()
  .catch(null)
  .transform((value) => value ?? []);
const reference = z.object({ id });

export const acl: z.ZodType<Acl> = z
  .object({ id, consumer: reference, group: z.string(), tags, created_at: z.number().nullish() })
  .transform((raw) => ({
    id: raw.id,
    consumerId: raw.consumer.id,
    group: raw.group,
    tags: raw.tags,
    createdAt: raw.created_at ?? null,
  }));

/** @source Enterprise and Konnect specification 3.15 (documented, not measured) */
export const consumerGroup: z.ZodType<ConsumerGroup> = z.object({ id, name: z.string(), tags });

export const member: z.ZodType<{ id: string }> = z.object({ id });

export const upstream: z.ZodType<Upstream> = z
  .object({ id, name: z.string(), algorithm: z.string().nullish(), tags })
  .transform((raw) => ({ ...raw, algorithm: raw.algorithm ?? 'round-robin' }));

/** Names and the end of its validity; the certificate's text and its key end here. */
export const certificate: z.ZodType<CertificateSummary> = z
  .object({ id, snis: z.array(z.string()).nullish().catch(null), cert: z.string().nullish().catch(null) })
  .transform(({ id: own, snis, cert }) => ({ id: own, snis: snis ?? [], notAfter: endOf(cert ?? null) }));

/** ISO 8601; null when there is no certificate to read, as with a reference into a vault. */
const endOf = (pem: string | null): string | null => {
  if (pem === null) return null;
  try {
    const end = new Date(new X509Certificate(pem).validTo);
    return Number.isNaN(end.getTime()) ? null : end.toISOString();
  } catch {
    return null;
  }
};

/** Whose credential it is. Every other field of it, the secret among them, is dropped by not being named. */
export const credentialOwner: z.ZodType<{ consumerId: string }> = z
  .object({ consumer: reference })
  .transform(({ consumer }) => ({ consumerId: consumer.id }));

export const countsOf = (
  list: CredentialList,
  owners: readonly { consumerId: string }[],
): CredentialCount[] => {
  const counts = new Map<string, number>();
  for (const { consumerId } of owners) counts.set(consumerId, (counts.get(consumerId) ?? 0) + 1);
  return [...counts].map(([consumerId, count]) => ({ consumerId, kind: CREDENTIAL_LISTS[list], count }));
};
