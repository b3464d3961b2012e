import { createMemoryMeshWriter } from '../../src/adapters/memory/mesh-writer';
import type { KubernetesConnection } from '../../src/domain/connection';
import { parsePolicyVerbatim } from '../../src/domain/istio/parse';
import type { AuthorizationPolicy, Policy } from '../../src/domain/istio/resources';
import type { JsonObject } from '../../src/domain/json';
import { aPolicy, meshEstate, type Manifests } from './mesh-estate';
import type { MeshWriterWorld } from './mesh-writer';
import { OLD_TOKEN, WHOLE_FAILURES } from './source-situations';

const parsed = (policy: JsonObject): Policy => {
  const read = parsePolicyVerbatim(policy);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
};

const placeOf = ({ metadata }: Policy): string => `${metadata.namespace}/${metadata.name}`;

/** A writer over an estate in memory. */
export const aMemoryMeshWriter = (
  manifests: Manifests,
  connection: KubernetesConnection,
): MeshWriterWorld => {
  const estate = meshEstate(manifests);
  const writer = createMemoryMeshWriter(estate, { now: () => Date.UTC(2026, 10, 23, 10) });
  writer.accept([OLD_TOKEN]);
  const access = { connection, secrets: { current: OLD_TOKEN } };
  let version = 5000;
  const find = (place: string) => estate.policies.find((policy) => placeOf(policy) === place);
  const edit = (place: string, change: (policy: AuthorizationPolicy) => void): Promise<void> => {
    const policy = find(place);
    if (policy?.kind !== 'AuthorizationPolicy') throw new Error(`nothing at ${place}`);
    change(policy);
    policy.metadata.resourceVersion = String((version += 1));
    return Promise.resolve();
  };
  return {
    writer,
    access,
    everything: () =>
      Promise.resolve(
        structuredClone(Object.fromEntries(estate.policies.map((policy) => [placeOf(policy), policy]))),
      ),
    read: (place) => {
      const policy = find(place);
      return Promise.resolve(policy?.kind === 'AuthorizationPolicy' ? structuredClone(policy) : null);
    },
    somebody: {
      applies: (policy) => {
        const made = parsed(policy);
        made.metadata.resourceVersion = String((version += 1));
        estate.policies = [...estate.policies.filter((one) => placeOf(one) !== placeOf(made)), made];
        return Promise.resolve();
      },
      setsRules: (place, rules) => {
        writer.hold(place, { manager: 'kubectl-edit', field: '.spec.rules' });
        const theirs = parsed(aPolicy('AuthorizationPolicy', place, { rules })) as AuthorizationPolicy;
        return edit(place, (policy) => {
          policy.spec.rules = theirs.spec.rules;
        });
      },
      labels: (place, labels) =>
        edit(place, ({ metadata }) => {
          metadata.labels = { ...metadata.labels, ...labels };
        }),
      annotates: (place, annotations) =>
        edit(place, ({ metadata }) => {
          metadata.annotations = { ...metadata.annotations, ...annotations };
        }),
      deletes: (place) => {
        estate.policies = estate.policies.filter((policy) => placeOf(policy) !== place);
        return Promise.resolve();
      },
    },
    beforeWrite: (act) => {
      writer.beforeWrite(act);
    },
    cut: (cut) => {
      writer.cut(cut);
    },
    forbidWrites: () => {
      writer.fail('write authorizationpolicies', { code: 'NOT_PERMITTED', status: 403 });
    },
    provoke: (code) => {
      if (code === 'CREDENTIAL_MISSING') return { access: { ...access, secrets: null } };
      if (code === 'UNAUTHENTICATED') return { access: { ...access, secrets: { current: 'unknown' } } };
      writer.fail('everything', { code, ...WHOLE_FAILURES[code] });
      return { access };
    },
  };
};
