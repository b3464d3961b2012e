import type { MeshTest, SourceFailure, TestedPart } from '../../app/ports';
import type { Marked, MeshWriter, WriteFailure } from '../../app/ports-of-writing';
import type { IstioChange } from '../../domain/access/change';
import { policyDifferences, policyStanding } from '../../domain/access/policy-standing';
import { openToAnybody, writtenPolicy } from '../../domain/access/written-policy';
import type { KubernetesConnection } from '../../domain/connection';
import { parsePolicyVerbatim } from '../../domain/istio/parse';
import type { AuthorizationPolicy, Policy } from '../../domain/istio/resources';
import { err, ok, type Result } from '../../domain/result';
import { EVERYTHING } from '../../domain/space-rules';
import { makeSo, rehearseSo, type Look } from '../http/make-so';
import type { MeshEstate } from './mesh-source';
import { asSourceFailure, createWriterSwitches, type Calls, type WriterSwitches } from './writer-switches';

type Deps = { now: () => number };
type Found = Look & { check: () => WriteFailure | null };

type MeshSwitches = WriterSwitches & {
  /** Somebody else's field manager holds this field of the object `namespace/name` from now on. */
  hold(place: string, held: { manager: string; field: string }): void;
};

/**
 * Writes a mesh in memory, the estate that a memory source reads, the same for every connection. Parts that can fail:
 * `authorizationpolicies` when they are read, and `write authorizationpolicies` when they are written or tried out.
 */
export const createMemoryMeshWriter = (estate: MeshEstate, { now }: Deps): MeshWriter & MeshSwitches => {
  const { switches, run } = createWriterSwitches(now);
  const held: Held = new Map();
  const world: World = { estate, held, now, version: FIRST_VERSION };
  const find = (marked: Marked<IstioChange>, calls: Calls) =>
    Promise.resolve(findPolicy(world, marked, calls));
  return {
    ...switches,
    hold: (place, one) => {
      held.set(place, one);
    },
    look: ({ secrets }, marked, errand) =>
      run({ secrets, errand }, async (calls) => {
        const found = await find(marked, calls);
        return found.ok ? ok(found.value.standing) : found;
      }),
    make: ({ secrets }, marked, errand) =>
      run({ secrets, errand }, (calls) => makeSo(() => find(marked, calls))),
    rehearse: ({ secrets }, marked, errand) =>
      run({ secrets, errand }, (calls) =>
        rehearseSo(
          () => find(marked, calls),
          ({ check }) => {
            const asked = calls.read(WRITE, check);
            if (!asked.ok) return Promise.resolve(asked);
            return Promise.resolve(asked.value === null ? ok({ warnings: [] }) : err(asked.value));
          },
        ),
      ),
    test: async ({ connection, secrets }, errand) => {
      const { result, exchanges } = await run({ secrets, errand }, (calls) =>
        Promise.resolve(tested(estate, connection, calls)),
      );
      return { result: result.ok ? result : err(asSourceFailure(result.error)), exchanges };
    },
  };
};

const tested = (
  { version }: MeshEstate,
  { spaceRules }: KubernetesConnection,
  calls: Calls,
): Result<MeshTest, WriteFailure> => {
  const read = calls.read('version', () => version);
  if (!read.ok) return read;
  const namespaces = [...new Set(spaceRules.flatMap(({ change }) => change.namespaces))].sort();
  const parts = namespaces.map((namespace): TestedPart => {
    const asked = calls.read(WRITE, () => null);
    const where = namespace === EVERYTHING ? 'every namespace' : namespace;
    const failure: SourceFailure | null = asked.ok ? null : { code: asSourceFailure(asked.error).code };
    return { part: `authorizationpolicies in ${where}`, writes: true, failure };
  });
  return ok({ version, parts });
};

const WRITE = 'write authorizationpolicies';
type Held = Map<string, { manager: string; field: string }>;
type World = { estate: MeshEstate; held: Held; now: () => number; version: number };

/** Above those of any estate, and never given twice. */
const FIRST_VERSION = 1_000_000;

const findPolicy = (world: World, marked: Marked<IstioChange>, calls: Calls): Result<Found, WriteFailure> => {
  const { change } = marked;
  const anybody = change.want === 'present' ? openToAnybody(change) : null;
  if (anybody !== null) return err({ code: 'INVALID', detail: anybody });
  const read = calls.read('authorizationpolicies', () => policyAt(world.estate, change));
  if (!read.ok) return read;
  const seen = read.value;
  const check = () => refusalOf(world, change, seen);
  const write = () =>
    calls.write(WRITE, () => {
      const refusal = check();
      if (refusal === null) take(world, marked);
      return refusal;
    });
  const differs = seen === null ? '' : policyDifferences(change, seen).join(', ');
  return ok({ standing: policyStanding(change, seen), write, check, differs });
};

const isAt =
  ({ namespace, name }: IstioChange) =>
  (policy: Policy): policy is AuthorizationPolicy =>
    policy.kind === 'AuthorizationPolicy' &&
    policy.metadata.namespace === namespace &&
    policy.metadata.name === name;

const policyAt = (estate: MeshEstate, change: IstioChange): AuthorizationPolicy | null =>
  estate.policies.find(isAt(change)) ?? null;

/** What the API server would say to the write: an apply or a delete of what was seen, and of nothing newer. */
const refusalOf = (
  { estate, held }: World,
  change: IstioChange,
  seen: AuthorizationPolicy | null,
): WriteFailure | null => {
  const { namespace, name } = change;
  if (estate.namespaces[namespace] === undefined)
    return { code: 'NOT_THERE', status: 404, detail: `namespace ${namespace}` };
  const wildcard = Object.entries(change.labels)
    .flat()
    .some((text) => text.includes('*'));
  if (wildcard && change.want === 'present')
    return { code: 'INVALID', status: 422, detail: 'spec.selector.matchLabels' };
  const now = policyAt(estate, change);
  if (now?.metadata.resourceVersion !== seen?.metadata.resourceVersion)
    return { code: 'CHANGED_MEANWHILE', status: 409 };
  const holder = held.get(`${namespace}/${name}`);
  const conflicts = holder !== undefined && now !== null && policyDifferences(change, now).length > 0;
  return conflicts && change.want === 'present'
    ? { code: 'FIELD_CONFLICT', status: 409, detail: `${holder.manager}: ${holder.field}` }
    : null;
};

const take = (world: World, { change, requestId }: Marked<IstioChange>): void => {
  const { estate, now } = world;
  world.version += 1;
  const before = policyAt(estate, change);
  estate.policies = estate.policies.filter((policy) => policy !== before);
  if (change.want === 'absent') return;
  const apiVersion = 'security.istio.io/v1';
  const read = parsePolicyVerbatim(writtenPolicy(change, { requestId, apiVersion }));
  if (!read.ok || read.value.kind !== 'AuthorizationPolicy') throw new Error('what was written is no policy');
  const { labels, annotations } = read.value.metadata;
  const old = before?.metadata;
  estate.policies.push({
    ...read.value,
    metadata: {
      ...read.value.metadata,
      labels: { ...old?.labels, ...labels },
      annotations: { ...old?.annotations, ...annotations },
      creationTimestamp: old?.creationTimestamp ?? new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      resourceVersion: String(world.version),
      generation: (old?.generation ?? 0) + 1,
    },
  });
};
