import { z } from 'zod';
import type { EgressApprovals, StateFiles } from '../types';

const MAX_GROUPS = 10;
const Stored = z.array(
  z.object({
    key: z.string(),
    description: z.string(),
    configured: z.array(z.object({ domain: z.string(), type: z.array(z.string()) })),
  }),
);
type Groups = z.infer<typeof Stored>;

/**
 * Customer-managed egress of the installation, kept in the state file `egress`.
 * `set` adds groups and replaces those with the same key.
 * @throws on `set` when the manifest does not enable it, and above 10 groups
 * (developer.atlassian.com/platform/forge/manifest-reference/permissions, external.configurable).
 */
export function createEgressApprovals({
  state,
  enabled,
}: {
  state: StateFiles;
  enabled: boolean;
}): EgressApprovals {
  let groups: Groups = Stored.parse(state.read('egress') ?? []);
  const keep = (next: Groups): void => {
    groups = next;
    state.write('egress', groups);
  };
  return {
    set(changed) {
      if (!enabled)
        throw new Error('egress: the manifest does not say permissions.external.configurable.enabled');
      const keys = new Set(changed.map(({ key }) => key));
      const next = [...groups.filter(({ key }) => !keys.has(key)), ...Stored.parse(changed)];
      if (next.length > MAX_GROUPS)
        throw new Error(`egress: an installation has at most ${MAX_GROUPS} groups`);
      keep(next);
    },
    get: (keys) => structuredClone(groups.filter(({ key }) => keys === undefined || keys.includes(key))),
    remove(key, domain) {
      const without = (group: Groups[number]): Groups => {
        if (group.key !== key) return [group];
        if (domain === undefined) return [];
        return [{ ...group, configured: group.configured.filter((each) => each.domain !== domain) }];
      };
      keep(groups.flatMap(without));
    },
  };
}

/** Domains that the backend may fetch from. */
export function backendDomains(approvals: EgressApprovals): string[] {
  const configured = approvals.get().flatMap((group) => group.configured);
  return configured.filter(({ type }) => type.includes('FETCH_BACKEND_SIDE')).map(({ domain }) => domain);
}
