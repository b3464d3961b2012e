import { z } from 'zod';
import type { Confluence, ConfluenceCaller } from '../types';
import { NotImplementedInLocalHost } from './not-implemented';
import type { Queue } from './queue';
import type { WebTriggers } from './web-triggers';

export type StargateCall = { path: string; body: string; as: ConfluenceCaller['as'] };
export type Stargate = (call: StargateCall) => Response;

type StargateSettings = {
  scopes: string[];
  confluence: Confluence;
  queue: Queue;
  webTriggers: WebTriggers;
};

const Graph = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).optional() });
const Accounts = z.object({
  accounts: z.array(z.object({ accountId: z.string(), updatedAt: z.string() })).max(90),
});

/** Atlassian's gateway, as far as @forge/api and @forge/events use it: web triggers, queues, personal data reports. */
export function createStargate(settings: StargateSettings): Stargate {
  return ({ path, body, as }) => {
    if (as !== 'app') throw new NotImplementedInLocalHost(`a call to ${path} as a person`);
    if (path === '/graphql') return graph(settings.webTriggers, body);
    if (path === '/app/report-accounts') return reportAccounts(settings, body);
    const queueCall = /^\/webhook\/queue\/(publish|stats|cancel)\//.exec(path)?.[1];
    if (queueCall === undefined) throw new NotImplementedInLocalHost(`a call to ${path}`);
    return settings.queue.handle(queueCall as 'publish' | 'stats' | 'cancel', body);
  };
}

function graph(webTriggers: WebTriggers, body: string): Response {
  const { query, variables } = Graph.parse(JSON.parse(body));
  const name = /\b(?:createWebTriggerUrl|deleteWebTriggerUrl|webTriggerUrlsByAppContext)\b/.exec(query)?.[0];
  if (name === undefined) throw new NotImplementedInLocalHost('this GraphQL query');
  return Response.json(webTriggers.graph(name, variables ?? {}));
}

/**
 * Reports of personal data (developer.atlassian.com/platform/forge/user-privacy-guidelines): accounts that the
 * site no longer has are `closed`; 204 when there is nothing to do. Changed profiles (`updated`) do not occur here.
 */
function reportAccounts({ scopes, confluence }: StargateSettings, body: string): Response {
  if (!scopes.includes('report:personal-data'))
    return Response.json(
      { message: 'The app does not have the scope report:personal-data' },
      { status: 403 },
    );
  const parsed = Accounts.safeParse(JSON.parse(body));
  if (!parsed.success) return Response.json({ message: parsed.error.message }, { status: 400 });
  const known = new Set(confluence.people().map(({ accountId }) => accountId));
  const closed = parsed.data.accounts.filter(({ accountId }) => !known.has(accountId));
  if (closed.length === 0) return new Response(null, { status: 204 });
  return Response.json({ accounts: closed.map(({ accountId }) => ({ accountId, status: 'closed' })) });
}
