import { randomBytes } from 'node:crypto';

import { textOf } from '../../host/kong/text';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import { isOfGateway } from '../../src/domain/kong/gateway-plugins';
import type { Plugin } from '../../src/domain/kong/entities';
import { tagOf, type LiveKong } from './settings';

/** Harmless ones, of which a gateway has seldom all at its own scope; they are created switched off. */
const OF_THE_GATEWAY = ['correlation-id', 'bot-detection', 'response-transformer', 'request-transformer'];

/**
 * Makes an estate one that may stand in a real gateway beside everything else, in place: ids and names of its own, the run's tag on all that
 * can carry one, routes only for a host that nobody has, groups that no other plugin names, and nothing enabled at the gateway's own scope.
 * The order of ids and of names stays.
 * @param taken names of plugins that the gateway has at its own scope already: a second one of the name is refused
 */
export const makeOwn = (estate: KongEstate, settings: LiveKong, taken: ReadonlySet<string>): void => {
  const world = randomBytes(5).toString('hex');
  const tag = tagOf(settings);
  const named = (name: string): string => `gatehouse-live-${world}-${name}`;
  const ided = (id: string): string =>
    id.replace(/-0000-4000-8000-/, `-${world.slice(0, 4)}-4${world.slice(4, 7)}-8${world.slice(7, 10)}-`);
  const own = (entity: { id: string; tags: string[] }): void => {
    entity.id = ided(entity.id);
    entity.tags = [...entity.tags.map(named), tag];
  };
  for (const service of estate.services) {
    own(service);
    service.name = named(service.name ?? '');
  }
  for (const route of estate.routes) {
    own(route);
    route.name = named(route.name ?? '');
    route.serviceId = route.serviceId === null ? null : ided(route.serviceId);
    // Reserved by RFC 2606: no caller can mean it.
    route.hosts = [`${world}.gatehouse-live.invalid`];
  }
  for (const consumer of estate.consumers) {
    own(consumer);
    consumer.username = named(consumer.username ?? '');
  }
  for (const plugin of estate.plugins) {
    own(plugin);
    placeOwn(plugin, { ided, named, taken });
  }
  for (const acl of estate.acls ?? []) {
    acl.id = ided(acl.id);
    acl.consumerId = ided(acl.consumerId);
    acl.group = named(acl.group);
  }
  for (const upstream of estate.upstreams ?? []) {
    own(upstream);
    upstream.name = named(upstream.name);
  }
  for (const credential of estate.credentialCounts ?? []) credential.consumerId = ided(credential.consumerId);
};

type Own = { ided: (id: string) => string; named: (name: string) => string; taken: ReadonlySet<string> };

const placeOwn = (plugin: Plugin, { ided, named, taken }: Own): void => {
  const { routeId, serviceId, consumerId } = plugin.scope;
  const moved = (id: string | null): string | null => (id === null ? null : ided(id));
  plugin.scope = {
    ...plugin.scope,
    routeId: moved(routeId),
    serviceId: moved(serviceId),
    consumerId: moved(consumerId),
  };
  const { allow, deny, anonymous } = plugin.config;
  if (plugin.name === 'acl')
    plugin.config = {
      ...(Array.isArray(allow) ? { allow: allow.map((group) => named(textOf(group))) } : {}),
      ...(Array.isArray(deny) ? { deny: deny.map((group) => named(textOf(group))) } : {}),
    };
  if (typeof anonymous === 'string')
    plugin.config = {
      ...plugin.config,
      anonymous: ided(anonymous) === anonymous ? named(anonymous) : ided(anonymous),
    };
  if (!isOfGateway(plugin) || consumerId !== null) return;
  const free = OF_THE_GATEWAY.find((name) => !taken.has(name));
  if (free === undefined)
    throw new Error(
      `The gateway has ${OF_THE_GATEWAY.join(', ')} at its own scope; the suite needs one of them.`,
    );
  if (free !== plugin.name) plugin.config = {};
  plugin.name = free;
  plugin.enabled = false;
};
