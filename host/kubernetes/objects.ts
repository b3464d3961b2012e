import type { Json, JsonObject } from '../../src/domain/json';

/** An object as the API server keeps it: apiVersion, kind, metadata and the rest. */
export type KubernetesObject = JsonObject & { metadata: JsonObject };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

export const nameOf = (object: JsonObject): string =>
  isObject(object.metadata) ? text(object.metadata.name) : '';
export const namespaceOf = (object: JsonObject): string =>
  isObject(object.metadata) ? text(object.metadata.namespace) : '';

export const labelsOf = (object: JsonObject): Record<string, string> => {
  const labels = isObject(object.metadata) ? object.metadata.labels : undefined;
  return isObject(labels)
    ? Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, text(value)]))
    : {};
};

/** RFC 3339 to the second, as Kubernetes writes times. */
export const kubernetesTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** The same value whatever the order of its keys. */
export const canonical = (value: Json | undefined): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(',')}}`;
};
