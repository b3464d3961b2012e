import { z } from 'zod';

import type { Marked, WriteFailure } from '../../app/ports-of-writing';
import type { IstioChange } from '../../domain/access/change';
import { FIELD_MANAGER } from '../../domain/access/ownership';
import { policyDifferences, policyStanding } from '../../domain/access/policy-standing';
import { writtenPolicy } from '../../domain/access/written-policy';
import { parsePolicyVerbatim } from '../../domain/istio/parse';
import type { AuthorizationPolicy } from '../../domain/istio/resources';
import type { JsonObject } from '../../domain/json';
import { err, ok, type Result } from '../../domain/result';
import { segment } from '../http/address';
import type { WriteAnswer } from '../http/call';
import type { Look, WriteOutcome } from '../http/make-so';
import type { KubeLine } from './line';
import { failureOf, type Refusal } from './refusal';

/** How things stand to a policy, what writes it, and what asks the API server beforehand: the same write as a dry run. */
export type PolicyLook = Look & { rehearse: () => Promise<Result<{ warnings: string[] }, WriteFailure>> };

/** A policy as it was read, with what names exactly this state of it. */
type Seen = { policy: AuthorizationPolicy; uid: string; resourceVersion: string };

type Options = { marked: Marked<IstioChange>; groupVersion: string };

export const lookAtPolicy = async (
  line: KubeLine,
  { marked, groupVersion }: Options,
): Promise<Result<PolicyLook, WriteFailure>> => {
  const { change } = marked;
  const [namespace, name] = [segment(change.namespace), segment(change.name)];
  if (namespace === null || name === null)
    return err({ code: 'NOT_THERE', detail: `namespace ${change.namespace}` });
  const path = `/apis/${groupVersion}/namespaces/${namespace}/authorizationpolicies/${name}`;
  const seen = await read(line, path);
  if (!seen.ok) return seen;
  const send = (dryRun: boolean): Promise<WriteAnswer> =>
    change.want === 'present'
      ? apply(line, { marked, groupVersion, path, seen: seen.value, dryRun })
      : remove(line, { path, seen: seen.value, dryRun });
  return ok({
    standing: policyStanding(change, seen.value?.policy ?? null),
    differs: seen.value === null ? '' : policyDifferences(change, seen.value.policy).join(', '),
    write: async () => outcomeOf(await send(false), change),
    rehearse: async () => {
      const answer = await send(true);
      if (answer.ok) return ok({ warnings: answer.warnings });
      return isGone(answer, change) ? ok({ warnings: [] }) : err(failureIn(answer, change));
    },
  });
};

const identity = z.object({
  metadata: z.object({ uid: z.string().min(1), resourceVersion: z.string().min(1) }),
});

const read = async (line: KubeLine, path: string): Promise<Result<Seen | null, WriteFailure>> => {
  const answer = await line.get(path);
  if (!answer.ok) return answer.error.code === 'NOT_THERE' ? ok(null) : answer;
  const policy = parsePolicyVerbatim(answer.value);
  const named = identity.safeParse(answer.value);
  if (!policy.ok || policy.value.kind !== 'AuthorizationPolicy' || !named.success)
    return err({ code: 'UNREADABLE' });
  return ok({ policy: policy.value, ...named.data.metadata });
};

type Sending = { path: string; seen: Seen | null; dryRun: boolean };

/**
 * Applies on exactly what was read. Where nothing was there, the resource version is one that no object has: the server makes the object,
 * or answers 409 when somebody made one meanwhile, whose fields an apply would otherwise be merged into.
 * @source apiserver pkg/registry/generic/registry/store.go, Update (1.34): compared only with an object that exists. test/live
 */
const apply = (
  line: KubeLine,
  { marked, groupVersion, path, seen, dryRun }: Options & Sending,
): Promise<WriteAnswer> => {
  const object = writtenPolicy(marked.change, { requestId: marked.requestId, apiVersion: groupVersion });
  const metadata = {
    ...(object.metadata as JsonObject),
    resourceVersion: seen?.resourceVersion ?? NO_OBJECTS_VERSION,
  };
  const query = new URLSearchParams({
    fieldManager: FIELD_MANAGER,
    fieldValidation: 'Strict',
    ...(dryRun ? { dryRun: 'All' } : {}),
  });
  return line.write({ method: 'PATCH', path: `${path}?${query.toString()}`, body: { ...object, metadata } });
};

/** etcd counts from its own first revision on, before any object is written. */
const NO_OBJECTS_VERSION = '1';

/**
 * Deletes exactly what was read: not what was put in its place, and not what somebody changed since. With a body, the server takes its
 * options from there and does not look at the query: a dry run said in the query would delete.
 * @source apiserver pkg/endpoints/handlers/delete.go, DeleteResource (1.34). test/live
 */
const remove = (line: KubeLine, { path, seen, dryRun }: Sending): Promise<WriteAnswer> =>
  line.write({
    method: 'DELETE',
    path,
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...(seen === null ? {} : { preconditions: { uid: seen.uid, resourceVersion: seen.resourceVersion } }),
      ...(dryRun ? { dryRun: ['All'] } : {}),
    },
  });

type Refused = Extract<WriteAnswer, { ok: false }>;

const failureIn = ({ failure, refusal }: Refused, { namespace }: IstioChange): WriteFailure =>
  failureOf(failure, refusal as Refusal | null, namespace);

/** What is deleted and not there is done. */
const isGone = ({ failure }: Refused, { want }: IstioChange): boolean =>
  want === 'absent' && failure.code === 'NOT_THERE';

const outcomeOf = (answer: WriteAnswer, change: IstioChange): WriteOutcome => {
  if (answer.ok || isGone(answer, change)) return { is: 'written' };
  const failure = failureIn(answer, change);
  if (failure.code === 'CHANGED_MEANWHILE') return { is: 'overtaken', failure };
  const said = failure.code === 'ADMISSION_REFUSED' || failure.code === 'INVALID';
  return { is: answer.taken === 'no' || said ? 'refused' : 'not known', failure };
};
