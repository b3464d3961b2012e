import { route } from '@forge/api';
import { z } from 'zod';
import type { ConfluencePort } from '../../app/ports';
import { err, ok } from '../../domain/result';
import { askList, type Asker } from './request';

const permission = z.object({
  principal: z.object({ type: z.string(), id: z.string() }),
  operation: z.object({ key: z.string(), targetType: z.string() }),
});

const A_LIST = '250';
const LISTS = 8;

/**
 * Who administers a space, as its permissions say (v2). Admins of the site are not among them, and on sites that moved to roles others may be
 * missing: enough for telling people, and never for letting somebody decide.
 */
export const spaceAdmins =
  (asker: Asker): ConfluencePort['spaceAdmins'] =>
  async (spaceId) => {
    const path = (cursor: string | null) =>
      route`/wiki/api/v2/spaces/${spaceId}/permissions?${new URLSearchParams({ limit: A_LIST, ...(cursor === null ? {} : { cursor }) })}`;
    const found = await askList(asker, path, { item: permission, pages: LISTS });
    if (!found.ok) return found;
    if (found.value === 'hidden') return err({ code: 'CONFLUENCE_UNAVAILABLE', detail: 'hidden' });
    const admins = found.value.filter(
      ({ operation }) => operation.key === 'administer' && operation.targetType === 'space',
    );
    const of = (type: string): string[] => [
      ...new Set(admins.flatMap(({ principal }) => (principal.type === type ? principal.id : []))),
    ];
    return ok({ people: of('user'), groupIds: of('group') });
  };
