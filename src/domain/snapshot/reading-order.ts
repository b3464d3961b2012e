import type { MeshCollection, MeshPart } from '../istio/connection-snapshot';
import type { SnapshotCollection, SnapshotPart } from '../kong/connection-snapshot';
import type { KongNode } from '../kong/entities';
import type { SourceFailureCode } from '../source';

/** A list of what a product holds, in the product's own word. `services` is a word of both. */
export type Collection = SnapshotCollection | MeshCollection;

/** A page of such a list. */
export type EstatePart = SnapshotPart | MeshPart;

/** What pages tell that later ones are read or judged by; null: not told yet. */
export type Learned = {
  /** Kong's. */
  edition: KongNode['edition'] | null;
  /** The mesh's. */
  rootNamespace: string | null;
};

/** How everything that a connection's product holds is read, list by list. */
export type ReadingOrder = {
  collections: readonly [Collection, ...Collection[]];
  /** Without any of them there is nothing to say: such a snapshot would not replace the one before. */
  atLeastOne: readonly Collection[];
  /** Whether this failure means that the product has no such list, and so nothing in it. */
  isNone(missing: { collection: Collection; code: SourceFailureCode }, learned: Learned): boolean;
  /**
   * The namespaces in which a list is read one by one when the whole of it may not be, by name, each once. They come from settings that
   * may change while a refresh is under way, so it goes on at the next name, whatever the list was before.
   */
  namespacesOf(collection: Collection, learned: Learned): readonly string[];
};
