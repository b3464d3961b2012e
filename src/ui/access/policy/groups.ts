import { requestConfluence } from '@forge/bridge';

import { err, ok } from '../../../domain/result';
import type { Result } from '../../../domain/result';
import type { AppError } from '../../../contract/codes';

export type Group = { id: string; name: string };

/** Groups by a part of their name, asked of Confluence as the person who looks. */
export const searchGroups = (query: string): Promise<Result<Group[], AppError>> =>
  read(`/wiki/rest/api/group/picker?query=${encodeURIComponent(query)}&limit=20`, (body) =>
    ((body as { results?: unknown[] }).results ?? []).flatMap(groupOf),
  );

/** The groups that are there still, by id; a group that is gone is left out. */
export async function groupsNamed(ids: string[]): Promise<Result<Group[], AppError>> {
  const found = await Promise.all(
    ids.map((id) => read(`/wiki/rest/api/group/by-id?id=${encodeURIComponent(id)}`, groupOf)),
  );
  return found.find((answer) => !answer.ok) ?? ok(found.flatMap((answer) => (answer.ok ? answer.value : [])));
}

async function read(path: string, groupsOf: (body: unknown) => Group[]): Promise<Result<Group[], AppError>> {
  try {
    const response = await requestConfluence(path, { headers: { accept: 'application/json' } });
    if (response.status === 404) return ok([]);
    if (!response.ok) return err({ code: 'CONFLUENCE_UNAVAILABLE', detail: String(response.status) });
    return ok(groupsOf(await response.json()));
  } catch {
    return err({ code: 'CONFLUENCE_UNAVAILABLE', detail: 'no answer' });
  }
}

const groupOf = (found: unknown): Group[] => {
  const { id, name } = (found ?? {}) as { id?: unknown; name?: unknown };
  return typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [];
};
