import type { KongId } from '../kong/entities';
import { code } from '../kong/words';
import type { PlannedChange } from './change';

/** A thing that changes are about, as far as words need it. */
export type NamedThing =
  | { kind: 'kong-acl'; consumer: { name: string }; group: string }
  | { kind: 'kong-consumer'; consumer: { name: string } }
  | { kind: 'kong-rate-limit'; consumer: { name: string }; service: { name: string } }
  /** One that no grant writes. */
  | { kind: 'kong-plugin'; plugin: { id: KongId; name: string } }
  | { kind: 'istio-grant' | 'istio-deny-all'; namespace: string; name: string }
  /** One that whoever is told may not know of. */
  | { kind: 'unnamed' };

/** One by the name that it has there. */
export type SeenThing = Exclude<NamedThing, { kind: 'unnamed' }>;

/** What the change is about, and nothing else of it. */
export const thingOf = (change: PlannedChange): SeenThing => {
  switch (change.kind) {
    case 'kong-acl':
      return { kind: change.kind, consumer: { name: change.consumer.name }, group: change.group };
    case 'kong-consumer':
      return { kind: change.kind, consumer: { name: change.consumer.name } };
    case 'kong-rate-limit': {
      const { kind, consumer, service } = change;
      return { kind, consumer: { name: consumer.name }, service: { name: service.name } };
    }
    case 'istio-grant':
    case 'istio-deny-all':
      return { kind: change.kind, namespace: change.namespace, name: change.name };
  }
};

/** What a change is about, for people: ``membership of `partner-acme` in ACL group `orders-read` ``. */
export const changeWords = (change: PlannedChange | NamedThing): string => {
  switch (change.kind) {
    case 'kong-acl':
      return `membership of ${code(change.consumer.name)} in ACL group ${code(change.group)}`;
    case 'kong-consumer':
      return `consumer ${code(change.consumer.name)}`;
    case 'kong-rate-limit':
      return `limit of ${code(change.consumer.name)} on ${code(change.service.name)}`;
    case 'kong-plugin':
      return `plugin ${code(change.plugin.name)} ${code(change.plugin.id)}`;
    case 'istio-grant':
    case 'istio-deny-all':
      return `policy ${code(`${change.namespace}/${change.name}`)}`;
    case 'unnamed':
      return 'thing that its request does not name';
  }
};
