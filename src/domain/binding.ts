/**
 * Which service a page is about. Kept as the page's content property `gatehouse_binding`, so every editor of the page may change it:
 * it is a claim, and what a space may show (`space-rules.ts`) is checked again on each read.
 */
export type Binding = { v: 1; environments: Environment[] };

/** One entry is the usual case. At least one of `kong` and `kubernetes` is set. */
export type Environment = {
  name: string;
  kong: KongTarget | null;
  kubernetes: KubernetesTarget | null;
};

/** One service by name or id, or every service that carries the tag. */
export type KongTarget =
  | { connectionId: ConnectionId; service: string; tag?: never }
  | { connectionId: ConnectionId; tag: string; service?: never };

export type KubernetesTarget = {
  connectionId: ConnectionId;
  namespace: string;
  labels: Record<string, string>;
};

export type ConnectionId = string;

export const BINDING_PROPERTY_KEY = 'gatehouse_binding';
export const MAX_ENVIRONMENTS = 8;
