import { makeResolver } from '@forge/resolver';
import type { Viewer } from '../app/authorize';
import type { ResolverPorts } from '../app/resolver-ports';
import type { AccessError } from '../contract/access-codes';
import type { Defs } from '../contract/defs';
import { err, type Result } from '../domain/result';
import { answer, type AnswerOf, type Handlers } from './handler';
import { handlers as all } from './handlers';
import { loggable } from './own-error';
import { installationIn, viewerOf } from './viewer';

export type Edge = {
  /** What the outside offers to this caller; made for each invocation. */
  portsFor(viewer: Viewer, installation: string | null): ResolverPorts;
  log(line: { reference: string; resolver: string; name: string; message: string }): void;
};

/** The app's one resolver function. Whatever is thrown becomes INTERNAL with a reference that the log has too. */
export const createResolver = (edge: Edge, handlers: Handlers = all) =>
  makeResolver<Defs>(
    Object.fromEntries(
      (Object.keys(handlers) as (keyof Defs)[]).map((key) => [
        key,
        async ({ payload, context }: Incoming) => {
          const viewer = viewerOf(context);
          const ports = edge.portsFor(viewer, installationIn(context));
          return guarded(edge, { key, ports, run: () => answer(handlers, key, { payload, viewer, ports }) });
        },
      ]),
    ) as unknown as Parameters<typeof makeResolver<Defs>>[0],
  );

type Incoming = {
  payload: unknown;
  context: { accountId?: unknown; accountType?: unknown; installContext?: unknown };
};

async function guarded<K extends keyof Defs>(
  edge: Edge,
  {
    key,
    ports,
    run,
  }: { key: K; ports: ResolverPorts; run: () => Promise<AnswerOf<K> | Result<never, AccessError>> },
): Promise<AnswerOf<K> | Result<never, AccessError>> {
  try {
    return await run();
  } catch (thrown) {
    const reference = ports.ids.next();
    edge.log({ reference, resolver: key, ...loggable(thrown) });
    return err({ code: 'INTERNAL', detail: reference });
  }
}
