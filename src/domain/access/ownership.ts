/** How what Gatehouse writes is told from everything else, on Kong by tags and on Kubernetes by labels and an annotation. */

/** On everything we own in Kong. */
const KONG_TAG = 'gatehouse';
const KONG_REQUEST_PREFIX = 'gatehouse-request:';

/** Kong's tags take neither `,` nor `/`; a request id is a ULID. */
export const kongTagsOf = (requestId: string): string[] => [KONG_TAG, `${KONG_REQUEST_PREFIX}${requestId}`];

/** The request that wrote it; null: it is not ours. */
export const requestInTags = (tags: readonly string[]): string | null => {
  if (!tags.includes(KONG_TAG)) return null;
  const tag = tags.find((one) => one.startsWith(KONG_REQUEST_PREFIX));
  return tag === undefined ? null : tag.slice(KONG_REQUEST_PREFIX.length);
};

/** The tags that others gave it, and our mark for this request in the place of an earlier one. */
export const remarkedTags = (tags: readonly string[], requestId: string): string[] => [
  ...tags.filter((tag) => tag !== KONG_TAG && !tag.startsWith(KONG_REQUEST_PREFIX)),
  ...kongTagsOf(requestId),
];

/** Kubernetes' own label for who manages an object, and ours. @source kubernetes.io, recommended labels */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'gatehouse' } as const;
export const REQUEST_ANNOTATION = 'gatehouse/request';
/** The manager of server-side apply that owns our fields. */
export const FIELD_MANAGER = 'gatehouse';

/** The request that wrote the object; null: it is not ours. Label and annotation both, as a copy of one of them is soon made. */
export const requestInMetadata = (metadata: {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}): string | null => {
  const isOurs = Object.entries(MANAGED_BY).every(([label, value]) => metadata.labels[label] === value);
  const request = metadata.annotations[REQUEST_ANNOTATION] ?? '';
  return isOurs && request !== '' ? request : null;
};
