import type { PageRight, SiteRight, Viewer } from '../app/authorize';
import { mayOnPage, mayOnSite } from '../app/authorize';
import type { PageFacts } from '../app/ports';
import type { ResolverPorts } from '../app/resolver-ports';
import type { AppError } from '../contract/codes';
import type { Defs } from '../contract/defs';
import { parsePayload, type PayloadOf } from '../contract/schemas';
import { err, type Result } from '../domain/result';

export type AnswerOf<K extends keyof Defs> = ReturnType<Defs[K]>;
type Call<K extends keyof Defs> = { payload: PayloadOf<K>; viewer: Viewer; ports: ResolverPorts };

/** `page` is the proved one: space and title come from it, never from the payload. */
type OnPage<K extends keyof Defs> = {
  guard: PageRight;
  /** Anonymous visitors are refused unless the handler says so, whatever Confluence lets them see. */
  anonymousToo?: true;
  run(call: Call<K> & { page: PageFacts }): Promise<AnswerOf<K>>;
};
type OnSite<K extends keyof Defs> = { guard: SiteRight; run(call: Call<K>): Promise<AnswerOf<K>> };

/** One resolver: who may call it, and what it does. A payload with a page is guarded on that page. */
export type Handler<K extends keyof Defs> = PayloadOf<K> extends { pageId: string } ? OnPage<K> : OnSite<K>;
export type Handlers = { [K in keyof Defs]: Handler<K> };

type AnyHandler = OnPage<keyof Defs> | OnSite<keyof Defs>;
type Asked = { payload: unknown; viewer: Viewer; ports: ResolverPorts };

/** Parse, guard, run: in this order for every resolver there is. */
export async function answer<K extends keyof Defs>(
  handlers: Handlers,
  key: K,
  { payload: raw, viewer, ports }: Asked,
): Promise<AnswerOf<K> | Result<never, AppError>> {
  const parsed = parsePayload(key, raw);
  if (!parsed.ok) return parsed;
  const handler: AnyHandler = handlers[key];
  const call = { payload: parsed.value, viewer, ports };
  const open = 'anonymousToo' in handler;
  if (viewer.kind === 'anonymous' && !open) return err({ code: 'ANONYMOUS' });
  if (handler.guard === 'Confluence admin') {
    const may = await mayOnSite(ports.confluence);
    return may.ok ? ((await handler.run(call)) as AnswerOf<K>) : may;
  }
  const { pageId } = parsed.value as { pageId: string };
  const may = await mayOnPage(ports.confluence, handler.guard, pageId);
  return may.ok ? ((await handler.run({ ...call, page: may.value })) as AnswerOf<K>) : may;
}
