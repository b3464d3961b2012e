import type { Verdict } from '../../../decision';
import type { Attribute, Call } from '../call';
import { isClaim, isKnown } from '../known';
import type { Kind } from './kinds';

/** How a call is judged that may not be known whole, and what there is to be known. */
export type Inquiry<A extends Judged> = {
  judge: (call: Call) => A;
  /** The parts of the call that anything is asked about. */
  open: readonly Attribute[];
  /** null: they cannot be listed. */
  kinds: (attribute: Attribute) => readonly Kind[] | null;
};

/** `needs`: parts of the call that an unknown verdict may turn on. */
export type Judged = { verdict: Verdict; needs: readonly Attribute[] };

/**
 * Calls judged at most for one answer. Beyond it stays "not known", which may then be said of a call that would fare the same whatever
 * it turns out to be: never the other way round.
 */
const MOST_JUDGED = 2_048;

/** What comes out: the answers about all kinds of calls that this one may be, or (null) verdicts that differ or are not known. */
export function agreement<A extends Judged>(call: Call, inquiry: Inquiry<A>): readonly A[] | null {
  const { verdicts, answers } = outcomes(call, inquiry, { left: MOST_JUDGED, untilUnknown: true });
  return verdicts.size === 1 && !verdicts.has('unknown') ? answers : null;
}

/** `complete`: all that could be tried was. Where a verdict is still unknown then, it turns on something beside the call. */
type Outcomes<A> = { verdicts: Set<Verdict>; answers: A[]; complete: boolean };

/** `untilUnknown`: one kind of call that stays unknown settles it. */
type Tries = { left: number; untilUnknown: boolean };

function outcomes<A extends Judged>(call: Call, inquiry: Inquiry<A>, tries: Tries): Outcomes<A> {
  if (tries.left-- <= 0) return { verdicts: new Set(['unknown']), answers: [], complete: false };
  const answer = inquiry.judge(call);
  const kinds = answer.verdict === 'unknown' ? narrowest(call, answer.needs, inquiry) : null;
  if (kinds === null) {
    const complete = answer.verdict !== 'unknown' || answer.needs.length === 0;
    return { verdicts: new Set([answer.verdict]), answers: [answer], complete };
  }
  const all: Outcomes<A> = { verdicts: new Set(), answers: [], complete: true };
  for (const kind of kinds) {
    if (isMixed(all.verdicts) || (tries.untilUnknown && all.verdicts.has('unknown'))) break;
    const { verdicts, answers, complete } = outcomes(kind(call), inquiry, tries);
    verdicts.forEach((verdict) => all.verdicts.add(verdict));
    all.answers.push(...answers);
    all.complete &&= complete;
  }
  return all;
}

const isMixed = (verdicts: ReadonlySet<Verdict>): boolean =>
  verdicts.has('allowed') && verdicts.has('denied');

/** Of what may still be tried the part with the fewest kinds. null: nothing is left to try. */
function narrowest<A extends Judged>(
  call: Call,
  needs: readonly Attribute[],
  { open, kinds }: Inquiry<A>,
): readonly Kind[] | null {
  if (needs.length === 0) return null;
  const untried = untriedOf(call, open);
  const needed = untried.filter((attribute) => needs.includes(attribute));
  // A proxy may see nothing of what is known (who calls, where TLS is off): then something else decides that.
  const choices = (needed.length > 0 ? needed : untried).flatMap((attribute) => {
    const listed = kinds(attribute);
    return listed === null ? [] : [listed];
  });
  return choices.reduce<readonly Kind[] | null>(
    (best, one) => (best === null || one.length < best.length ? one : best),
    null,
  );
}

/** Of a token that is not known at all no claim can be tried. */
const untriedOf = (call: Call, open: readonly Attribute[]): Attribute[] =>
  open.filter((attribute) => !isKnown(call, attribute) && (!isClaim(attribute) || call.token !== undefined));

/** Calls judged at most for finding out what would have to be known. */
const MOST_JUDGED_FOR_NEEDS = 512;

/**
 * What would have to be known for a verdict: parts of the call of which none can be left out. All open ones where that cannot be found
 * out.
 */
export function neededFor<A extends Judged>(call: Call, inquiry: Inquiry<A>): Attribute[] {
  const tries: Tries = { left: MOST_JUDGED_FOR_NEEDS, untilUnknown: false };
  const candidates = untriedOf(call, inquiry.open);
  return candidates.reduce<Attribute[]>((kept, attribute) => {
    const others = kept.filter((other) => other !== attribute);
    return isEnough(others, call, { inquiry, tries }) && tries.left > 0 ? others : kept;
  }, candidates);
}

/** Whether every verdict is settled once `known` is known, whatever it is. */
function isEnough<A extends Judged>(
  known: readonly Attribute[],
  call: Call,
  { inquiry, tries }: { inquiry: Inquiry<A>; tries: Tries },
): boolean {
  if (tries.left-- <= 0) return false;
  if (inquiry.judge(call).verdict !== 'unknown') return true;
  const isOf = (attribute: Attribute) =>
    known.includes(attribute) || (isClaim(attribute) && known.includes('token'));
  const next = untriedOf(call, inquiry.open).filter(isOf)[0];
  const kinds = next === undefined ? null : inquiry.kinds(next);
  if (kinds === null) {
    const { verdicts, complete } = outcomes(call, inquiry, tries);
    return complete && !isMixed(verdicts);
  }
  return kinds.every((kind) => isEnough(known, kind(call), { inquiry, tries }));
}
