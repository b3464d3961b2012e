import type { AuthorizationPolicy } from '../../src/domain/istio/resources';
import type { Plugin, PluginScope, Route, Service } from '../../src/domain/kong/entities';

export const aService = (changes: Partial<Service> & { name: string }): Service => ({
  id: `id-${changes.name}`,
  protocol: 'http',
  host: `${changes.name}.svc`,
  port: 8080,
  path: null,
  enabled: true,
  retries: 5,
  connectTimeoutMs: 60_000,
  readTimeoutMs: 60_000,
  writeTimeoutMs: 60_000,
  tags: [],
  createdAt: null,
  updatedAt: null,
  ...changes,
});

export const aRoute = (changes: Partial<Route> & { name: string }): Route => ({
  id: `id-${changes.name}`,
  serviceId: null,
  protocols: ['http', 'https'],
  methods: [],
  hosts: [],
  paths: [],
  headers: {},
  snis: [],
  sources: [],
  destinations: [],
  expression: null,
  priority: null,
  regexPriority: 0,
  stripPath: true,
  pathHandling: 'v0',
  preserveHost: false,
  requestBuffering: true,
  responseBuffering: true,
  httpsRedirectStatusCode: 426,
  tags: [],
  createdAt: null,
  updatedAt: null,
  ...changes,
});

type PluginChanges = Partial<Omit<Plugin, 'scope'>> & { name: string; scope?: Partial<PluginScope> };

export const aPlugin = ({ scope, ...changes }: PluginChanges): Plugin => ({
  id: `id-${changes.name}`,
  instanceName: null,
  enabled: true,
  scope: { routeId: null, serviceId: null, consumerId: null, consumerGroupId: null, ...scope },
  protocols: ['http', 'https'],
  tags: [],
  config: {},
  hiddenFields: [],
  ordering: null,
  condition: null,
  createdAt: null,
  updatedAt: null,
  ...changes,
});

export const aPolicy = ({
  name,
  namespace,
  matchLabels,
}: {
  name: string;
  namespace: string;
  matchLabels: Record<string, string> | null;
}): AuthorizationPolicy => ({
  kind: 'AuthorizationPolicy',
  metadata: {
    name,
    namespace,
    labels: {},
    annotations: {},
    creationTimestamp: null,
    resourceVersion: null,
    generation: null,
  },
  spec: {
    selector: matchLabels === null ? null : { matchLabels },
    targetRefs: [],
    action: 'ALLOW',
    provider: null,
    rules: [{ from: null, to: null, when: null }],
  },
  unknownFields: [],
});
