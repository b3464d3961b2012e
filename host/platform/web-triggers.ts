import { z } from 'zod';
import type { JsonObject } from '../../src/domain/json';
import type { Invocation, InvocationOutcome, StateFiles } from '../types';
import { type Random, uuidFrom } from './ids';
import type { WebTriggerModule } from './manifest';
import { NotImplementedInLocalHost } from './not-implemented';

export type WebTriggers = {
  /** Answers the three GraphQL calls of @forge/api's webTrigger. */
  graph(name: string, variables: Record<string, unknown>): JsonObject;
  /** Serves one request to the URL with this id; 404 when no trigger has it. */
  handle(id: string, request: Request): Promise<Response>;
};

type Settings = {
  modules: WebTriggerModule[];
  siteUrl: string;
  state: StateFiles;
  random: Random;
  invoke: (invocation: Invocation) => Promise<InvocationOutcome>;
};

const Ids = z.record(z.string(), z.string());
const Create = z.object({
  input: z.object({ triggerKey: z.string(), secretKeyConfig: z.unknown().optional() }),
  forceCreate: z.boolean().optional(),
});
const Dynamic = z.object({
  statusCode: z.number().int().min(200).max(599),
  headers: z.record(z.string(), z.array(z.string())).optional(),
  body: z.string().optional(),
  statusText: z.string().optional(),
});
const Static = z.object({ outputKey: z.string() });

/** Public, unauthenticated URLs of the app's web triggers; which id belongs to which module is in the state file `web-triggers`. */
export function createWebTriggers(settings: Settings): WebTriggers {
  const { modules, siteUrl, state, random } = settings;
  /** id → key of the module */
  const ids = new Map(Object.entries(Ids.parse(state.read('web-triggers') ?? {})));
  const keep = (): void => {
    state.write('web-triggers', Object.fromEntries(ids));
  };
  const moduleOf = (key: string): WebTriggerModule | undefined => modules.find((each) => each.key === key);
  const urlOf = (id: string, key: string): string =>
    `${siteUrl}/${moduleOf(key)?.urlFormat === 'v2' ? 'public' : 'x1'}/${id}`;

  const create = (variables: unknown): JsonObject => {
    const { input, forceCreate } = Create.parse(variables);
    if (input.secretKeyConfig !== undefined)
      throw new NotImplementedInLocalHost('secretKeyConfig of a web trigger');
    const key = input.triggerKey;
    if (moduleOf(key) === undefined) return { errors: [{ message: `no web trigger ${key}` }], data: null };
    const known = [...ids].find(([, owner]) => owner === key)?.[0];
    const id = known !== undefined && forceCreate !== true ? known : uuidFrom(random);
    ids.set(id, key);
    keep();
    return { data: { createWebTriggerUrl: { url: urlOf(id, key) } } };
  };
  const remove = (variables: Record<string, unknown>): JsonObject => {
    const success = ids.delete(String(variables.id));
    keep();
    return {
      data: { deleteWebTriggerUrl: { success, message: success ? null : 'no such web trigger URL' } },
    };
  };

  return {
    graph(name, variables) {
      if (name === 'createWebTriggerUrl') return create(variables);
      if (name === 'deleteWebTriggerUrl') return remove(variables);
      const list = [...ids].map(([id, triggerKey]) => ({ triggerKey, url: urlOf(id, triggerKey) }));
      return { data: { webTriggerUrlsByAppContext: list } };
    },
    async handle(id, request) {
      const key = ids.get(id);
      const module = key === undefined ? undefined : moduleOf(key);
      if (module === undefined) return new Response('Not found', { status: 404 });
      const outcome = await settings.invoke({
        functionKey: module.function,
        payload: await payloadOf(id, request),
        moduleKey: module.key,
        moduleType: 'webtrigger',
        accountId: null,
      });
      return outcome.ok ? responseOf(module, outcome.value) : failed();
    },
  };
}

/** developer.atlassian.com/platform/forge/events-reference/web-trigger: header and query values are lists. */
async function payloadOf(id: string, request: Request): Promise<JsonObject> {
  const url = new URL(request.url);
  const lists = (entries: Iterable<[string, string]>): Record<string, string[]> => {
    const result: Record<string, string[]> = {};
    for (const [name, value] of entries) (result[name] ??= []).push(value);
    return result;
  };
  const userPath = url.pathname.slice(url.pathname.indexOf(id) + id.length);
  return {
    method: request.method,
    path: url.pathname,
    ...(userPath === '' ? {} : { userPath }),
    headers: lists(request.headers),
    queryParameters: lists(url.searchParams),
    body: await request.text(),
  };
}

function responseOf(module: WebTriggerModule, value: unknown): Response {
  if (module.response?.type === 'static') {
    const parsed = Static.safeParse(value);
    const output = module.response.outputs?.find(
      (each) => parsed.success && each.key === parsed.data.outputKey,
    );
    if (output === undefined) return failed();
    const headers = { 'content-type': output.contentType ?? 'text/plain' };
    return new Response(output.body ?? '', { status: output.statusCode ?? 200, headers });
  }
  const parsed = Dynamic.safeParse(value);
  if (!parsed.success) return failed();
  const { statusCode, headers = {}, body, statusText } = parsed.data;
  const pairs = Object.entries(headers).flatMap(([name, values]) =>
    values.map((each): [string, string] => [name, each]),
  );
  const text = [204, 304].includes(statusCode) ? null : (body ?? '');
  return new Response(text, {
    status: statusCode,
    headers: pairs,
    ...(statusText === undefined ? {} : { statusText }),
  });
}

/** What went wrong is in the app's logs; the caller outside is not told. */
function failed(): Response {
  return new Response('Internal Server Error', { status: 500 });
}
