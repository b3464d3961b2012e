import { route } from '@forge/api';
import { z } from 'zod';
import type { ConfluencePort } from '../../app/ports';
import { ask, readAnswer, type Asker } from './request';

const group = z.object({ id: z.string(), name: z.string() });
const members = z.object({
  results: z.array(z.object({ accountId: z.string() })),
  _links: z.object({ next: z.string().optional() }).optional(),
});

/** The limit is capped at 200 without a word. */
const A_PAGE = 200;
/** Twenty thousand people: larger groups decide nothing here. */
const MOST_PAGES = 100;

/**
 * Members by group id (v1), page after page until no `next` is named: a short page does not mean the end. An unknown group answers with an
 * empty list and 200, so whether it exists is asked first.
 */
export const groupMembers =
  (asker: Asker): ConfluencePort['groupMembers'] =>
  async (groupId, atMost = Infinity) => {
    const incomplete = { read: 'incomplete' as const, what: `group ${groupId}` };
    const found = readAnswer(
      await ask(asker, route`/wiki/rest/api/group/by-id?${new URLSearchParams({ id: groupId })}`),
      group,
    );
    if (!found.ok || found.value === 'hidden') return incomplete;
    const people: string[] = [];
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({ start: String(people.length), limit: String(A_PAGE) });
      const read = readAnswer(
        await ask(asker, route`/wiki/rest/api/group/${groupId}/membersByGroupId?${query}`),
        members,
      );
      if (!read.ok || read.value === 'hidden') return incomplete;
      people.push(...read.value.results.map(({ accountId }) => accountId));
      if (people.length > atMost) return incomplete;
      if (read.value._links?.next === undefined) return { read: 'complete', people };
      if (read.value.results.length === 0) return incomplete;
    }
    return incomplete;
  };
