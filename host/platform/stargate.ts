import { z } from 'zod';
import type { ConfluenceCaller } from '../types';
import { NotImplementedInLocalHost } from './not-implemented';
import type { Queue } from './queue';
import type { WebTriggers } from './web-triggers';

export type StargateCall = { path: string; body: string; as: ConfluenceCaller['as'] };
export type Stargate = (call: StargateCall) => Response;

type StargateSettings = {
  reports: (body: string) => Response;
  queue: Queue;
  webTriggers: WebTriggers;
};

const Graph = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).optional() });

/** Atlassian's gateway, as far as @forge/api and @forge/events use it: web triggers, queues, personal data reports. */
export function createStargate(settings: StargateSettings): Stargate {
  return ({ path, body, as }) => {
    if (as !== 'app') throw new NotImplementedInLocalHost(`a call to ${path} as a person`);
    if (path === '/graphql') return graph(settings.webTriggers, body);
    if (path === '/app/report-accounts') return settings.reports(body);
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
