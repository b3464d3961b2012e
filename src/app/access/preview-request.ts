import { planFault } from '../../domain/access/open-request';
import { planHash } from '../../domain/access/plan';
import { explainPlan } from '../../domain/access/plan-words';
import { clausePhrase } from '../../domain/access/policy-words';
import { err, ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { whatIsAsked, type AskedFor } from './asked-for';
import type { Exported } from './export-access';
import { exportTakenLimit } from './export-taken-limit';
import { atHome } from './homes';
import { nowOf } from './keep-step';
import { planRefusal } from './plan-refusal';
import { groupNamesOf } from './standings';

export type Preview = {
  /** Empty when there is no plan. */
  planHash: string;
  plan: string[];
  nothingToDo: boolean;
  concerns: { refusal: AccessRefusal; blocking: true }[];
  /** For whoever has to change something by hand before this can be asked for; null: nobody. */
  byHand: Exported | null;
  whoDecides: string[];
};

/** Of a home: what the person can do something about; anything else is a failure. */
const SPEAKS_AGAINST: AccessRefusal['code'][] = ['NOT_HOME', 'BAD_INPUT'];

/** What a request would mean, and who would decide. Nothing is stored. */
export async function previewRequest(
  ports: ResolverPorts,
  asked: AskedFor,
): Promise<Result<Preview, AccessRefusal>> {
  const [found, stored] = await Promise.all([
    whatIsAsked(ports, asked),
    ports.policies.get(asked.page.spaceId),
  ]);
  if (!found.ok) return found;
  if (!stored.ok) return stored;
  const { policy } = stored.value;
  const names = await groupNamesOf(ports, policy);
  const whoDecides = policy.clauses.map((clause) => clausePhrase(clause, names));
  const { planNow, homed } = found.value;
  const none = { planHash: '', plan: [], nothingToDo: false, concerns: [], byHand: null, whoDecides };
  if (!planNow.ok) {
    const refusal = planRefusal(planNow.error);
    if (refusal.code === 'CANNOT_VERIFY') return err(refusal);
    const byHand =
      planNow.error.code === 'TIER_TAKEN' ? await exportTakenLimit(ports, planNow.error.taken) : ok(null);
    if (!byHand.ok) return byHand;
    return ok({ ...none, concerns: [{ refusal, blocking: true }], byHand: byHand.value });
  }
  if (planNow.value.outcome === 'nothing to change')
    return ok({ ...none, plan: planNow.value.because, nothingToDo: true });
  const { plan } = planNow.value;
  const home = await atHome(ports, asked.page, homed);
  if (!home.ok && !SPEAKS_AGAINST.includes(home.error.code)) return home;
  const fault = home.ok ? planFault(plan, { policy, extension: null, now: nowOf(ports) }) : home.error;
  return ok({
    ...none,
    planHash: planHash(plan),
    plan: explainPlan(plan),
    concerns: fault === null ? [] : [{ refusal: fault, blocking: true }],
  });
}
