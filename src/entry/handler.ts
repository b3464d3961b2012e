import { mayDecideInSpace } from '../app/access/standings';
import { visibleRequest, type VisibleRequest } from '../app/access/visible-request';
import type { PageRight, SiteRight, Viewer } from '../app/authorize';
import { mayInSpace, mayOnPage, mayOnSite } from '../app/authorize';
import type { PageFacts } from '../app/ports';
import type { ResolverPorts } from '../app/resolver-ports';
import type { AccessError } from '../contract/access-codes';
import type { Defs } from '../contract/defs';
import { parsePayload, type PayloadOf } from '../contract/schemas';
import { err, type Result } from '../domain/result';
import { accessError } from './views/access-error';

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
/** `asked` is proved through its page, or through its space. */
type OnRequest<K extends keyof Defs> = {
  guard: 'reader of the request';
  run(call: Call<K> & { asked: VisibleRequest }): Promise<AnswerOf<K>>;
};
type OnSpace<K extends keyof Defs> = {
  guard: 'admin of the space' | 'approver in the space';
  run(call: Call<K>): Promise<AnswerOf<K>>;
};
/** What somebody asks about themselves: nothing is claimed that would have to be proved. */
type OfPerson<K extends keyof Defs> = { guard: 'person'; run(call: Call<K>): Promise<AnswerOf<K>> };

/** One resolver: who may call it, and what it does. A payload with a page, a request or a space is guarded on that. */
export type Handler<K extends keyof Defs> =
  PayloadOf<K> extends { pageId: string }
    ? OnPage<K>
    : PayloadOf<K> extends { requestId: string }
      ? OnRequest<K>
      : PayloadOf<K> extends { spaceId: string }
        ? OnSpace<K>
        : PayloadOf<K> extends { cursor: string | null }
          ? OfPerson<K> | OnSite<K>
          : OnSite<K>;
export type Handlers = { [K in keyof Defs]: Handler<K> };

type AnyHandler =
  | OnPage<keyof Defs>
  | OnSite<keyof Defs>
  | OnRequest<keyof Defs>
  | OnSpace<keyof Defs>
  | OfPerson<keyof Defs>;
type Asked = { payload: unknown; viewer: Viewer; ports: ResolverPorts };
type Refused = Result<never, AccessError>;

/** Parse, guard, run: in this order for every resolver there is. */
export async function answer<K extends keyof Defs>(
  handlers: Handlers,
  key: K,
  { payload: raw, viewer, ports }: Asked,
): Promise<AnswerOf<K> | Refused> {
  const parsed = parsePayload(key, raw);
  if (!parsed.ok) return parsed;
  const handler: AnyHandler = handlers[key];
  const open = 'anonymousToo' in handler;
  if (viewer.kind === 'anonymous' && !open) return err({ code: 'ANONYMOUS' });
  return (await guarded(handler, { payload: parsed.value, viewer, ports })) as AnswerOf<K> | Refused;
}

type Claims = { pageId: string; requestId: string; spaceId: string };

const guarded = async (
  handler: AnyHandler,
  call: Call<keyof Defs>,
): Promise<AnswerOf<keyof Defs> | Refused> => {
  const { ports, viewer } = call;
  // Which of them a payload has, its handler's type says.
  const claims = call.payload as unknown as Claims;
  switch (handler.guard) {
    case 'person':
      return handler.run(call);
    case 'Confluence admin': {
      const may = await mayOnSite(ports.confluence);
      return may.ok ? handler.run(call) : may;
    }
    case 'reader of the request': {
      const asked = await visibleRequest(ports, claims.requestId);
      return asked.ok ? handler.run({ ...call, asked: asked.value }) : err(accessError(asked.error));
    }
    case 'admin of the space': {
      const may = await mayInSpace(ports.confluence, claims.spaceId);
      return may.ok ? handler.run(call) : may;
    }
    case 'approver in the space': {
      const by = viewer.kind === 'person' ? viewer.accountId : '';
      const may = await mayDecideInSpace(ports, { by, spaceId: claims.spaceId });
      return may.ok ? handler.run(call) : err(accessError(may.error));
    }
    default: {
      const may = await mayOnPage(ports.confluence, handler.guard, claims.pageId);
      return may.ok ? handler.run({ ...call, page: may.value }) : may;
    }
  }
};
