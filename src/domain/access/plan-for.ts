import type { WorkloadFacts } from '../istio/workload/guards';
import type { KongIndex } from '../kong/snapshot';
import { err, ok, type Result } from '../result';
import { consumerOf, type Ask } from './ask';
import type { CannotPlan } from './cannot-plan';
import { inOrder } from './change';
import type { Plan } from './plan';
import { planKong, type KongPart } from './plan-kong';
import { planMesh, type MeshPart } from './plan-mesh';

export type Planned =
  | { outcome: 'changes'; plan: Plan }
  /** Everything that was asked for is open to the caller as things are; one sentence per route or call says why. */
  | { outcome: 'nothing to change'; because: string[] };

/**
 * The least that has to change so that the caller may do everything that was asked for, in both planes, and everything else that changes
 * with it. Deterministic, whatever the order of the reading.
 * @param kong a complete reading; null when it was not read
 * @param mesh the workload as it was read just now; null when it was not read
 */
export const planFor = (
  ask: Ask,
  kong: KongIndex | null,
  mesh: WorkloadFacts | null = null,
): Result<Planned, CannotPlan> => {
  const gateway = kongPart(ask, kong);
  if (!gateway.ok) return gateway;
  const workload = meshPart(ask, mesh);
  if (!workload.ok) return workload;
  const changes = inOrder([...(gateway.value?.changes ?? []), ...(workload.value?.changes ?? [])]);
  if (changes.length === 0) {
    const because = [...(gateway.value?.because ?? []), ...(workload.value?.because ?? [])];
    return ok({ outcome: 'nothing to change', because });
  }
  const { beneficiary, lifetime } = ask;
  const { seen, because: _because, ...routes } = gateway.value ?? NOTHING_AT_THE_GATEWAY;
  const plan: Plan = {
    v: 1,
    beneficiary,
    lifetime,
    ...routes,
    changes,
    reach: workload.value?.reach ?? null,
    seen: { ...seen, policies: [], mesh: null, ...workload.value?.seen },
  };
  return ok({ outcome: 'changes', plan });
};

const kongPart = (ask: Ask, index: KongIndex | null): Result<KongPart | null, CannotPlan> => {
  const { kong } = ask;
  const consumer = consumerOf(ask.beneficiary);
  if (kong === null || consumer === null) return ok(null);
  if (index === null) return err({ code: 'NOT_READ', parts: ['the gateway'] });
  return planKong({ kong, consumer, held: new Set(ask.heldByGrant) }, index);
};

const meshPart = (ask: Ask, facts: WorkloadFacts | null): Result<MeshPart | null, CannotPlan> => {
  const { mesh } = ask;
  if (mesh === null) return ok(null);
  if (facts === null) return err({ code: 'NOT_READ', parts: ['the mesh'] });
  return planMesh({ mesh, held: new Set(ask.heldByGrant) }, facts);
};

const NOTHING_AT_THE_GATEWAY: KongPart = {
  changes: [],
  opens: [],
  alreadyOpen: [],
  alsoOpens: [],
  mayChange: [],
  closes: [],
  limits: [],
  seen: { consumer: null, routes: [], plugins: [] },
  because: [],
};
