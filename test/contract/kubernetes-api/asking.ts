import type { JsonObject } from '../../../src/domain/json';

/**
 * A Kubernetes API as Gatehouse meets it, spoken to in HTTP only: the stand-in and a real kube-apiserver are held to the same
 * suite. Each test makes what it needs in namespaces of its own.
 */
export type KubernetesApi = {
  /** Sends a request; `path` begins with a slash. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A token that may do everything. */
  admin: string;
  /** A token that may list and get the security kinds everywhere, and nothing else. */
  reader: string;
  /** What a `User "…"` in a message says for the reader. */
  readerName: string;
  /** Makes continue tokens given so far too old; absent where only time does that. */
  compact?: () => Promise<void>;
  close(): Promise<void>;
};

export const GROUP = '/apis/security.istio.io/v1';
export const policies = (namespace: string, name = ''): string =>
  `${GROUP}/namespaces/${namespace}/authorizationpolicies${name === '' ? '' : `/${name}`}`;

export type Answer = { status: number; body: JsonObject; headers: Headers };
export type Options = { token?: string; body?: unknown; type?: string; accept?: string };

export const MERGE = 'application/merge-patch+json';

export const aPolicy = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: 'orders' } },
    action: 'ALLOW',
    rules: [{ to: [{ operation: { methods: ['GET'] } }] }],
  },
  ...more,
});

export const metadata = (body: JsonObject): JsonObject => body.metadata as JsonObject;
export const details = (body: JsonObject): JsonObject => body.details as JsonObject;
export const items = (body: JsonObject): JsonObject[] => body.items as JsonObject[];
export const namesIn = (body: JsonObject): unknown[] => items(body).map((item) => metadata(item).name);
export const nextOf = (body: JsonObject): string => encodeURIComponent(metadata(body).continue as string);

/** What the tests ask with; `api` is there once the suite has opened it. */
export type Asking = {
  api: () => KubernetesApi;
  ask: (method: string, path: string, options?: Options) => Promise<Answer>;
  aNamespace: () => Promise<string>;
  create: (namespace: string, name: string, more?: JsonObject) => Promise<Answer>;
  apply: (namespace: string, policy: JsonObject, query?: string) => Promise<Answer>;
};

const bodyOf = async (answer: Response): Promise<JsonObject> => {
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return isJson ? (JSON.parse(text) as JsonObject) : { text };
};

export const createAsking = (api: () => KubernetesApi): Asking => {
  let count = 0;
  const ask: Asking['ask'] = async (method, path, options = {}) => {
    const headers = {
      authorization: `Bearer ${options.token ?? api().admin}`,
      accept: options.accept ?? 'application/json',
      'user-agent': 'contract-suite/1',
      ...(options.body === undefined ? {} : { 'content-type': options.type ?? 'application/json' }),
    };
    const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
    const answer = await api().fetch(path, { method, headers, ...body });
    return { status: answer.status, headers: answer.headers, body: await bodyOf(answer) };
  };
  return {
    api,
    ask,
    aNamespace: async () => {
      count += 1;
      const name = `contract-${count}`;
      const made = await ask('POST', '/api/v1/namespaces', {
        body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      });
      expect(made.status).toBe(201);
      return name;
    },
    create: (namespace, name, more = {}) => ask('POST', policies(namespace), { body: aPolicy(name, more) }),
    apply: (namespace, policy, query = 'fieldManager=gatehouse') => {
      const path = `${policies(namespace, metadata(policy).name as string)}?${query}`;
      return ask('PATCH', path, { body: policy, type: 'application/apply-patch+yaml' });
    },
  };
};
