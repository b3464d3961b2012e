import { z } from 'zod';

import type { Json } from '../../domain/json';
import type { KongNode } from '../../domain/kong/entities';

const flavor = z.enum(['traditional', 'traditional_compatible', 'expressions']).nullable().catch(null);

const page = z.object({
  version: z.string().regex(/^\d+\.\d+/),
  edition: z.string().optional(),
  configuration: z.object({
    router_flavor: flavor,
    database: z.string().nullable().catch(null),
    role: z.string().nullable().catch(null),
  }),
});

/** What `GET /` tells; null when it is not Kong's. Everything else on that page (hosts, paths, ports) stays behind. */
export const nodeOf = (json: Json): KongNode | null => {
  const read = page.safeParse(json);
  if (!read.success) return null;
  const { version, edition, configuration } = read.data;
  return {
    product: 'kong',
    edition: edition === 'enterprise' || isEnterpriseVersion(version) ? 'enterprise' : 'oss',
    version,
    flavor: configuration.router_flavor,
    database: configuration.database,
    role: configuration.role,
  };
};

/** `3.4.1.0`, `2.8.4.1-enterprise-edition`: four numbers; OSS has three. Enterprise's form is documented, not measured. */
const isEnterpriseVersion = (version: string): boolean => /^\d+\.\d+\.\d+\.\d+|enterprise/.test(version);
