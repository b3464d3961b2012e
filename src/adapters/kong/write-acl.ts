import type { Marked, WriteFailure } from '../../app/ports-of-writing';
import type { KongAclChange } from '../../domain/access/change';
import { aclStanding } from '../../domain/access/kong-standing';
import { kongTagsOf } from '../../domain/access/ownership';
import { ok, type Result } from '../../domain/result';
import { collect } from './collection';
import type { KongLine } from './line';
import { acl } from './snapshot-shapes';
import { tryOut } from './try-out';
import { deletedOutcome, outcomeOf, type About, type KongLook } from './write-outcome';

/**
 * A membership is read from the consumer's list, made with POST and removed by its id, on the Admin API as on Konnect. A PUT by the group's
 * name would do too, and would put our tags on a membership that somebody else made a moment ago, to be removed with ours one day; POST
 * answers 409 there. By its name a group that looks like an id, or has a slash in it, could not be told at all.
 */
export const lookAtAcl = async (
  line: KongLine,
  { change, requestId }: Marked<KongAclChange>,
): Promise<Result<KongLook, WriteFailure>> => {
  const { consumer, group, want } = change;
  const path = `/consumers/${encodeURIComponent(consumer.id)}/acls`;
  const { items, failure } = await collect(line, { path, shape: acl });
  const isGone = failure?.code === 'NOT_THERE';
  if (failure !== null && !isGone) return { ok: false, error: failure };
  const about: About = { entity: 'acls', needs: `consumer ${consumer.name}` };
  const body = { group, tags: kongTagsOf(requestId) };
  const seen = items.find((one) => one.group === group);
  return ok({
    standing: aclStanding(change, items),
    write: async () =>
      want === 'present'
        ? outcomeOf(await line.write({ method: 'POST', path, body }), about)
        : deletedOutcome(
            await line.write({ method: 'DELETE', path: `${path}/${encodeURIComponent(seen?.id ?? '')}` }),
          ),
    rehearse: async () => {
      const whole = want === 'present' ? { ...body, consumer: { id: consumer.id } } : null;
      const tried = await tryOut(line, about, whole);
      if (!tried.ok || !isGone) return tried;
      return ok({ warnings: [...tried.value.warnings, notThereYet(consumer.name)] });
    },
  });
};

/** The plan may be about to make it. */
export const notThereYet = (name: string): string => `The consumer ${name} is not there yet.`;
