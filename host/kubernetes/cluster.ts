import { parseAllDocuments } from 'yaml';

import type { JsonObject } from '../../src/domain/json';
import { idFrom } from '../deterministic-id';
import { RESOURCES, type ResourceKind } from './kinds';
import { isObject, kubernetesTime, nameOf, namespaceOf, text, type KubernetesObject } from './objects';

/** The objects of a kind at one moment, ordered as etcd keys are: namespace, then name. */
type Snapshot = { resourceVersion: string; objects: readonly KubernetesObject[] };

export type Cluster = {
  kinds: readonly ResourceKind[];
  get(kind: ResourceKind, namespace: string, name: string): KubernetesObject | undefined;
  snapshot(kind: ResourceKind): Snapshot;
  /** The snapshot of an earlier resource version; undefined when it was compacted away. */
  snapshotAt(kind: ResourceKind, resourceVersion: string): Snapshot | undefined;
  /** Stores the object under the next resource version and answers it as stored. */
  put(kind: ResourceKind, object: KubernetesObject): KubernetesObject;
  remove(kind: ResourceKind, object: KubernetesObject): void;
  resourceVersion(): string;
  /** Forgets the past: tokens for continuing older lists are expired from now on. */
  compact(): void;
  /** Everything, for keeping; `load` takes it back. */
  export(): JsonObject;
  load(state: JsonObject): void;
};

type Table = {
  objects: Map<string, KubernetesObject>;
  current: Snapshot | null;
  past: Map<string, Snapshot>;
};

// A real server keeps five minutes of history; this one a number of lists.
const KEPT_SNAPSHOTS = 200;

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

const newTable = (): Table => ({ objects: new Map(), current: null, past: new Map() });

const snapshotOf = (table: Table, version: number): Snapshot => {
  if (table.current === null) {
    const keys = [...table.objects.keys()].sort();
    const objects = keys.flatMap((key) => table.objects.get(key) ?? []);
    table.current = { resourceVersion: String(version), objects };
  }
  // The list is as it was, but it is the list of now.
  const snapshot = { ...table.current, resourceVersion: String(version) };
  table.past.set(snapshot.resourceVersion, snapshot);
  const oldest = table.past.keys().next();
  if (table.past.size > KEPT_SNAPSHOTS && oldest.done !== true) table.past.delete(oldest.value);
  return snapshot;
};

/** A cluster with the kinds of `crds` beside the built-in ones. */
export const createCluster = (crds: readonly ('istio' | 'gateway-api')[]): Cluster => {
  const kinds = RESOURCES.filter((kind) => kind.crds === null || crds.includes(kind.crds));
  const tables = new Map<ResourceKind, Table>(kinds.map((kind) => [kind, newTable()]));
  let version = 1000;
  const of = (kind: ResourceKind): Table => {
    const table = tables.get(kind);
    if (table === undefined) throw new Error(`no such kind: ${kind.plural}`);
    return table;
  };
  return {
    kinds,
    get: (kind, namespace, name) => of(kind).objects.get(keyOf(namespace, name)),
    snapshot: (kind) => snapshotOf(of(kind), version),
    snapshotAt: (kind, resourceVersion) => of(kind).past.get(resourceVersion),
    put: (kind, object) => {
      version += 1;
      const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
      const table = of(kind);
      table.objects.set(keyOf(namespaceOf(object), nameOf(object)), stored);
      table.current = null;
      return stored;
    },
    remove: (kind, object) => {
      version += 1;
      const table = of(kind);
      table.objects.delete(keyOf(namespaceOf(object), nameOf(object)));
      table.current = null;
    },
    resourceVersion: () => String(version),
    compact: () => {
      for (const table of tables.values()) table.past.clear();
    },
    export: () => ({
      version,
      objects: kinds.flatMap((kind) =>
        [...of(kind).objects.values()].map((object) => ({
          resource: `${kind.group}/${kind.plural}`,
          object,
        })),
      ),
    }),
    load: (state) => {
      for (const kind of kinds) tables.set(kind, newTable());
      version = typeof state.version === 'number' ? state.version : version;
      for (const one of Array.isArray(state.objects) ? state.objects : []) {
        if (!isObject(one) || !isObject(one.object)) continue;
        const kind = kinds.find((known) => `${known.group}/${known.plural}` === one.resource);
        const object = one.object as KubernetesObject;
        if (kind !== undefined) of(kind).objects.set(keyOf(namespaceOf(object), nameOf(object)), object);
      }
    },
  };
};

const kindOfManifest = (cluster: Cluster, document: JsonObject): ResourceKind | undefined => {
  const [group, version] = text(document.apiVersion).includes('/')
    ? text(document.apiVersion).split('/')
    : ['', text(document.apiVersion)];
  return cluster.kinds.find(
    (kind) => kind.group === group && kind.kind === document.kind && kind.versions.includes(version ?? ''),
  );
};

/**
 * Puts the documents of YAML files into the cluster, with what the server would add: uid, age (a minute apart, in the order of
 * the files, unless said), generation, and `kubectl-client-side-apply` as the manager of what is said.
 */
export const loadManifests = (
  cluster: Cluster,
  files: readonly string[],
  options: { startedAt: number; managed: ManagedFields },
): void => {
  const documents = files.flatMap((file) =>
    parseAllDocuments(file).map((one) => one.toJS() as JsonObject | null),
  );
  documents.filter(isObject).forEach((document, index) => {
    const kind = kindOfManifest(cluster, document);
    if (kind === undefined)
      throw new Error(
        `manifest ${index + 1}: unknown kind ${text(document.apiVersion)} ${text(document.kind)}`,
      );
    const given = isObject(document.metadata) ? document.metadata : {};
    const created = text(given.creationTimestamp) || kubernetesTime(options.startedAt + index * 60_000);
    const metadata: JsonObject = {
      ...given,
      uid: idFrom(kind.group, kind.plural, text(given.namespace), text(given.name)),
      creationTimestamp: created,
      ...(kind.custom ? { generation: 1 } : {}),
    };
    const object = { ...document, metadata };
    const managedFields = options.managed(object, created);
    cluster.put(kind, { ...object, metadata: { ...metadata, managedFields } });
  });
};

/** The managers of an object that a file brought. */
type ManagedFields = (object: KubernetesObject, at: string) => JsonObject[];
