import type { JsonObject } from '../json';
import type { IstioChange } from './change';
import { MANAGED_BY, REQUEST_ANNOTATION } from './ownership';

/**
 * The AuthorizationPolicy that a change wants there, with our mark: exactly what is ours of it.
 * @param apiVersion a served version of `security.istio.io`
 */
export const writtenPolicy = (
  change: IstioChange,
  { requestId, apiVersion }: { requestId: string; apiVersion: string },
): JsonObject => ({
  apiVersion,
  kind: 'AuthorizationPolicy',
  metadata: {
    name: change.name,
    namespace: change.namespace,
    labels: { ...MANAGED_BY },
    annotations: { [REQUEST_ANNOTATION]: requestId },
  },
  spec: specOf(change),
});

/**
 * Without labels the policy is for every workload of the namespace. A deny-all says no action and no rules: an ALLOW that matches nothing.
 * @source istio.io, authorization policy: "allow-nothing"
 */
const specOf = (change: IstioChange): JsonObject => {
  const { labels } = change;
  const selector = Object.keys(labels).length === 0 ? {} : { selector: { matchLabels: { ...labels } } };
  if (change.kind === 'istio-deny-all') return selector;
  const { from, to } = change;
  const operation = {
    ...(to.methods.length === 0 ? {} : { methods: [...to.methods] }),
    ...(to.paths.length === 0 ? {} : { paths: [...to.paths] }),
  };
  return {
    ...selector,
    action: 'ALLOW',
    rules: [
      {
        from: [{ source: { ...from } }],
        ...(Object.keys(operation).length === 0 ? {} : { to: [{ operation }] }),
      },
    ],
  };
};

/** The field that must not be written, since without a caller's name in it Istio would take it for anybody; null: all is well. */
export const openToAnybody = (change: IstioChange): string | null => {
  if (change.kind === 'istio-deny-all') return null;
  const [[field, callers] = ['source', []]] = Object.entries<string[]>(change.from);
  const named = callers.length > 0 && callers.every((one) => one !== '');
  return named ? null : `spec.rules[0].from[0].source.${field}`;
};
