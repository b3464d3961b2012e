import type { JsonObject } from '../../src/domain/json';
import type { KongContext, NodeInfo } from './context';
import { PLUGIN_NAMES } from './schema';
import { textOf } from './text';

/** Execution order of the bundled plugins. @source R:00-meta `GET /` of 3.9.3 */
const PRIORITIES: Record<string, number> = {
  'pre-function': 1_000_000,
  'correlation-id': 100_001,
  'bot-detection': 2500,
  cors: 2000,
  session: 1900,
  jwt: 1450,
  oauth2: 1400,
  'key-auth': 1250,
  'ldap-auth': 1200,
  'basic-auth': 1100,
  'hmac-auth': 1030,
  'ip-restriction': 990,
  'request-size-limiting': 951,
  acl: 950,
  'rate-limiting': 910,
  'response-ratelimiting': 900,
  'request-transformer': 801,
  'aws-lambda': 750,
  'proxy-cache': 100,
  opentelemetry: 14,
  prometheus: 13,
  'http-log': 12,
  'request-termination': 2,
};

const available = (version: string): JsonObject =>
  Object.fromEntries(PLUGIN_NAMES.map((name) => [name, { version, priority: PRIORITIES[name] ?? 0 }]));

const inUse = (context: KongContext): string[] => [
  ...new Set(
    context.store
      .all('plugins')
      .filter((one) => one.enabled === true)
      .map((one) => textOf(one.name)),
  ),
];

const nodeId = (node: NodeInfo): string =>
  node.database === 'off' ? '3188b3de-0696-4022-8463-ee062918a58f' : '2b901f63-bf47-4cd4-9736-085024a3d2d9';

/**
 * `GET /`. The configuration of a real node has some 300 more keys, hosts, ports and paths among them; these are the ones
 * that say what kind of node answers.
 */
export const nodeRoot = (context: KongContext): JsonObject => {
  const { node } = context;
  return {
    version: node.version,
    edition: node.edition,
    tagline: 'Welcome to kong',
    node_id: nodeId(node),
    hostname: 'kong',
    lua_version: 'LuaJIT 2.1.1700206165',
    pids: { master: 1, workers: [2] },
    timers: { pending: 1, running: 0 },
    plugins: { enabled_in_cluster: inUse(context), available_on_server: available(node.version) },
    configuration: {
      database: node.database,
      role: node.role,
      router_flavor: node.flavor,
      cluster_incremental_sync: false,
      vaults: ['bundled'],
      plugins: ['bundled'],
      loaded_plugins: Object.fromEntries(PLUGIN_NAMES.map((name) => [name, true])),
      worker_state_update_frequency: 5,
      db_update_frequency: 5,
      allow_debug_header: false,
    },
  };
};

/** Shared memory zones of a node with the bundled plugins, and their sizes. @source R:12 */
const ZONES: Record<string, number> = {
  kong: 5,
  kong_locks: 8,
  kong_healthchecks: 5,
  kong_cluster_events: 5,
  kong_rate_limiting_counters: 12,
  kong_core_db_cache: 128,
  kong_core_db_cache_miss: 12,
  kong_db_cache: 128,
  kong_db_cache_miss: 12,
  kong_secrets: 5,
  prometheus_metrics: 5,
};

/** `GET /status`; `configurationHash` on nodes without a database only. */
export const nodeStatus = (context: KongContext, requests: number, configurationHash: string): JsonObject => {
  const zones = Object.entries(ZONES).map(([name, size]) => [
    name,
    { capacity: `${size.toFixed(2)} MiB`, allocated_slabs: '0.04 MiB' },
  ]) as [string, JsonObject][];
  return {
    ...(context.node.database === 'off'
      ? { configuration_hash: configurationHash }
      : { database: { reachable: true } }),
    memory: {
      workers_lua_vms: [{ pid: 2, http_allocated_gc: '46.47 MiB' }],
      lua_shared_dicts: Object.fromEntries(zones),
    },
    server: {
      connections_accepted: requests,
      connections_active: 1,
      connections_handled: requests,
      connections_reading: 0,
      connections_waiting: 0,
      connections_writing: 1,
      total_requests: requests,
    },
  };
};
