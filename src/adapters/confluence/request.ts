import { asApp, asUser, requestConfluence, type Route } from '@forge/api';
import { z } from 'zod';
import type { ConfluenceFailure } from '../../app/ports';
import { err, ok, type Result } from '../../domain/result';

/**
 * Somebody without an account is asked for as nobody: Confluence then answers what it shows to everybody.
 * `app` is for jobs alone. Nobody stands behind a queue event or a schedule, and Forge knows no impersonation, so what follows from a decision
 * is written in the app's own name. The app is a person among others: a page restricted to some is closed to it too, and hidden
 * from it exactly as one that does not exist.
 */
export type Asker = 'person' | 'anonymous' | 'app';

export type ConfluenceAnswer = { status: number; body: unknown };

type Init = { method: 'GET' | 'POST' | 'PUT'; body?: unknown };

/** One request as the asker. Every status is an answer; err only when there was none. */
export async function ask(
  asker: Asker,
  path: Route,
  init: Init = { method: 'GET' },
): Promise<Result<ConfluenceAnswer, ConfluenceFailure>> {
  try {
    const response = await SEND[asker]()(path, {
      method: init.method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
    const text = await response.text();
    return ok({ status: response.status, body: parseJson(text) });
  } catch (thrown) {
    // Forge's own errors carry a status; everything else that is thrown here is a call that did not come through.
    const status = (thrown as { status?: unknown }).status;
    return err({
      code: 'CONFLUENCE_UNAVAILABLE',
      detail: typeof status === 'number' ? String(status) : 'no answer',
    });
  }
}

const SEND = {
  person: () => asUser().requestConfluence,
  anonymous: () => requestConfluence,
  app: () => asApp().requestConfluence,
};

const parseJson = (text: string): unknown => {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
};

export const unavailable = ({ status }: ConfluenceAnswer): Result<never, ConfluenceFailure> =>
  err({ code: 'CONFLUENCE_UNAVAILABLE', detail: String(status) });

/** The parsed body of a 200; `hidden` for the statuses by which Confluence hides or refuses; err for all others. */
export function readAnswer<T>(
  answer: Result<ConfluenceAnswer, ConfluenceFailure>,
  schema: z.ZodType<T>,
): Result<T | 'hidden', ConfluenceFailure> {
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (HIDING.includes(status)) return ok('hidden');
  if (status !== 200) return unavailable(answer.value);
  const parsed = schema.safeParse(body);
  return parsed.success
    ? ok(parsed.data)
    : err({ code: 'CONFLUENCE_UNAVAILABLE', detail: 'an answer that is not understood' });
}

/** Missing permission is a 404 in v2 and a 401 or 403 in v1; a 400 answers an id that cannot be one. */
const HIDING = [400, 401, 403, 404];

type ListPage<T> = { results: T[]; _links?: { next?: string | undefined } | undefined };

const listPage = <T>(item: z.ZodType<T>): z.ZodType<ListPage<T>> =>
  z.object({ results: z.array(item), _links: z.object({ next: z.string().optional() }).optional() });

/** Only the cursor of the link is used: the path of the next page is made here, not taken from an answer. */
const cursorIn = (next: string | undefined): string | null =>
  next === undefined ? null : new URL(next, 'https://site.invalid').searchParams.get('cursor');

/**
 * All items of a v2 list, up to `pages` pages: more follow as long as `_links.next` is there, and a short page does not mean the end.
 * `path` makes the path of a page from its cursor.
 */
export async function askList<T>(
  asker: Asker,
  path: (cursor: string | null) => Route,
  { item, pages }: { item: z.ZodType<T>; pages: number },
): Promise<Result<T[] | 'hidden', ConfluenceFailure>> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const answer: Result<ListPage<T> | 'hidden', ConfluenceFailure> = readAnswer(
      await ask(asker, path(cursor)),
      listPage(item),
    );
    if (!answer.ok) return answer;
    if (answer.value === 'hidden') return ok('hidden');
    items.push(...answer.value.results);
    cursor = cursorIn(answer.value._links?.next);
    if (cursor === null) break;
  }
  return ok(items);
}
