import type { RouterFlavor } from '../../src/domain/kong/entities';
import type { KongStore } from './store';

/** What the stand-in says of itself in `GET /`. */
export type NodeInfo = {
  version: string;
  edition: 'community' | 'enterprise';
  database: 'postgres' | 'off';
  flavor: RouterFlavor;
  role: 'traditional' | 'control_plane' | 'data_plane';
};

/** What every part of one stand-in shares. */
export type KongContext = {
  store: KongStore;
  node: NodeInfo;
  /** Milliseconds since 1970. */
  now(): number;
  randomUuid(): string;
};
