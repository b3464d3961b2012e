import type { KongTarget } from '../../domain/binding';
import type { Ask } from '../../domain/access/plan-for';
import type { PlanNow } from '../../domain/access/staleness';
import { err, ok, type Result } from '../../domain/result';
import { boundPage } from '../bound-page';
import { myConsumers } from '../my-consumer';
import type { PageFacts } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { freshWorld, planIn } from './fresh-world';

/** What somebody fills in: the environment by its name, the caller by its username or id. */
export type AskDraft = {
  environment: string;
  beneficiary: { kind: 'myself' } | { kind: 'consumer'; consumer: string };
  routeIds: string[];
  durationMs: number;
};

export type AskedFor = { page: PageFacts; by: string; draft: AskDraft };

/** The ask, made of what Kong knows, and what it means now. err NOT_MAPPED, or NO_PLAN when there is no such caller. */
export async function whatIsAsked(
  ports: ResolverPorts,
  { page, by, draft }: AskedFor,
): Promise<Result<{ ask: Ask; planNow: PlanNow }, AccessRefusal>> {
  const viewer = { kind: 'person', accountId: by } as const;
  const target = await targetOf(ports, page, { by, environment: draft.environment });
  if (!target.ok) return target;
  const { connectionId } = target.value;
  const named = await consumerNamed(ports, { connectionId, by, beneficiary: draft.beneficiary });
  if (!named.ok) return named;
  const name = named.value;
  const world = await freshWorld(ports, {
    viewer,
    spaceId: page.spaceId,
    connectionId,
    targets: [target.value],
    consumer: name,
  });
  if (!world.ok) return world;
  if (world.value.read === 'not') return err({ code: 'CANNOT_VERIFY', what: world.value.parts });
  if (world.value.read === 'connection gone') return err({ code: 'CONNECTION_GONE' });
  const { caller } = world.value;
  if (caller === null)
    return err({ code: 'NO_PLAN', because: [`The gateway knows no consumer \`${name}\`.`] });
  const consumer = { id: caller.id, name: caller.username ?? caller.customId ?? caller.id };
  const ask: Ask = {
    connectionId,
    beneficiary:
      draft.beneficiary.kind === 'myself'
        ? { kind: 'myself', accountId: by, consumer }
        : { kind: 'consumer', consumer },
    routeIds: [...new Set(draft.routeIds)].sort(),
    lifetime: { kind: 'for', ms: draft.durationMs },
    heldByGrant: [],
  };
  return ok({ ask, planNow: planIn(world.value, ask) });
}

type Naming = { connectionId: string; by: string; beneficiary: AskDraft['beneficiary'] };

/** The consumer that somebody names, or the one that an admin said they are: the id, since names change. */
async function consumerNamed(
  ports: ResolverPorts,
  { connectionId, by, beneficiary }: Naming,
): Promise<Result<string, AccessRefusal>> {
  if (beneficiary.kind === 'consumer') return ok(beneficiary.consumer);
  const found = await myConsumers(ports, connectionId, by);
  if (!found.ok) return found;
  const [me] = found.value.mine;
  if (me !== undefined) return ok(me.consumer.id);
  return err(
    found.value.groupsRead ? { code: 'NOT_MAPPED' } : { code: 'CANNOT_VERIFY', what: ['your groups'] },
  );
}

async function targetOf(
  { confluence }: ResolverPorts,
  page: PageFacts,
  { by, environment }: { by: string; environment: string },
): Promise<Result<KongTarget, AccessRefusal>> {
  const bound = await boundPage(confluence, page, { kind: 'person', accountId: by });
  if (!bound.ok) return bound;
  const target = bound.value.environments.find(({ name }) => name === environment)?.kong;
  return target === undefined || target === null ? err({ code: 'NOT_BOUND' }) : ok(target);
}
