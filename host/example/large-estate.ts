import { idFrom } from '../deterministic-id';
import type { KongState } from '../kong/store';

type EstateSize = { routes: number; consumers: number; acls: number; seed: number };

/** Mulberry32: a small generator with a seed, so that a bench measures the same estate each time. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const CREATED = 1_795_395_617;
const TEAMS = ['storefront', 'orders', 'payments', 'customers', 'insight'];
const METHODS = [['GET', 'HEAD'], ['POST'], ['GET', 'POST', 'PUT', 'DELETE'], null];
const times = { created_at: CREATED, updated_at: CREATED };
const PROTOCOLS = ['grpc', 'grpcs', 'http', 'https'];
const ROUTES_PER_SERVICE = 8;
const GROUPS = 400;

type Pick = <T>(items: readonly T[]) => T;

const service = (index: number, pick: Pick) => {
  const name = `service-${index}`;
  const team = pick(TEAMS);
  return {
    id: idFrom('services', name),
    name,
    host: `${name}.${team}.svc.cluster.local`,
    port: 8080,
    protocol: 'http',
    path: null,
    enabled: true,
    retries: 5,
    connect_timeout: 60_000,
    read_timeout: 60_000,
    write_timeout: 60_000,
    client_certificate: null,
    ca_certificates: null,
    tls_verify: null,
    tls_verify_depth: null,
    tags: [`team:${team}`, `svc:${name}`],
    ...times,
  };
};

const route = (index: number, serviceId: string, pick: Pick) => {
  const name = `route-${index}`;
  const path = index % 7 === 0 ? `~/r/${index}/(?<id>\\d+)$` : `/r/${index}`;
  return {
    id: idFrom('routes', name),
    name,
    service: { id: serviceId },
    protocols: ['http', 'https'],
    methods: pick(METHODS),
    hosts: [`api-${index % 50}.shop.example`],
    paths: [path],
    headers: null,
    snis: null,
    sources: null,
    destinations: null,
    regex_priority: index % 7 === 0 ? 10 : 0,
    strip_path: false,
    path_handling: 'v0',
    preserve_host: false,
    request_buffering: true,
    response_buffering: true,
    https_redirect_status_code: 426,
    tags: [`n:${index % 100}`],
    ...times,
  };
};

const plugin = (name: string, serviceId: string, config: KongState[string][number]) => ({
  id: idFrom('plugins', name, serviceId),
  name,
  service: { id: serviceId },
  route: null,
  consumer: null,
  instance_name: null,
  enabled: true,
  protocols: PROTOCOLS,
  tags: null,
  config,
  ...times,
});

const KEY_AUTH = {
  key_names: ['apikey'],
  key_in_header: true,
  key_in_query: true,
  key_in_body: false,
  hide_credentials: false,
  run_on_preflight: true,
  anonymous: null,
  realm: null,
};

const pluginsOf = (serviceId: string, group: string) => [
  plugin('key-auth', serviceId, KEY_AUTH),
  plugin('acl', serviceId, {
    allow: [group],
    deny: null,
    hide_groups_header: false,
    always_use_authenticated_groups: false,
  }),
];

/** Memberships without repetition: a consumer joins a group once. */
const memberships = (size: EstateSize, consumers: { id: string }[], random: () => number) => {
  const seen = new Set<string>();
  const acls = [];
  const most = Math.min(size.acls, consumers.length * GROUPS);
  while (acls.length < most) {
    const consumer = consumers[Math.floor(random() * consumers.length)];
    const group = `group-${Math.floor(random() * GROUPS)}`;
    if (consumer === undefined || seen.has(`${consumer.id}/${group}`)) continue;
    seen.add(`${consumer.id}/${group}`);
    acls.push({
      id: idFrom('acls', consumer.id, group),
      consumer: { id: consumer.id },
      group,
      tags: null,
      created_at: CREATED,
    });
  }
  return acls;
};

/**
 * A large estate for benches: the state that `createKong({state})` begins with. The same size and seed give the same estate, with
 * one service for eight routes, key-auth and acl on each service, and 400 groups.
 */
export const largeEstate = (size: EstateSize): KongState => {
  const random = randomFrom(size.seed);
  const pick: Pick = (items) => items[Math.floor(random() * items.length)] as (typeof items)[number];
  const services = Array.from({ length: Math.ceil(size.routes / ROUTES_PER_SERVICE) }, (_, index) =>
    service(index, pick),
  );
  const routes = Array.from({ length: size.routes }, (_, index) =>
    route(index, services[Math.floor(index / ROUTES_PER_SERVICE)]?.id ?? '', pick),
  );
  const plugins = services.flatMap((one, index) => pluginsOf(one.id, `group-${index % GROUPS}`));
  const consumers = Array.from({ length: size.consumers }, (_, index) => {
    const username = `consumer-${index}`;
    return {
      id: idFrom('consumers', username),
      username,
      custom_id: `app-${index}`,
      tags: [pick(['kind:app', 'kind:job'])],
      ...times,
    };
  });
  return { services, routes, plugins, consumers, acls: memberships(size, consumers, random) };
};
