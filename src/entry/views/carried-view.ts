import type { Alarm } from '../../app/access/alarms';
import type { ChangeFailure } from '../../app/access/carry/write-change';
import type { Rehearsal } from '../../app/access/rehearse-request';
import type { RequestDetail } from '../../app/access/request-detail';
import type { AlarmView, CarriedView, RehearsalView } from '../../contract/carry';
import { failureWording } from '../../contract/failure-codes';
import { callerName } from '../../domain/access/ask';
import { changeWords } from '../../domain/access/change-words';
import { driftWords } from '../../domain/access/drift-words';
import type { ToldDrift } from '../../domain/access/grant-drift';
import type { AccessRequest, Ending } from '../../domain/access/request';
import { code } from '../../domain/kong/words';
import type { IsoTime } from '../../domain/time';

const iso = (ms: number): string => new Date(ms).toISOString();

/** What became of an approved request, in sentences. */
export const carriedView = ({ request, byHand, drifts }: RequestDetail): CarriedView => ({
  byHand: request.state === 'APPROVED' || isEnding(request) ? byHand : [],
  beforehand: isEnding(request) && byHand.length > 0 ? beforehand(request) : null,
  failure: 'failure' in request ? failureSentence(request.failure) : null,
  ending: 'ending' in request ? endingSentence(request.ending) : null,
  left: 'left' in request ? request.left : [],
  drifts: drifts.map(driftTold),
  brokenGlass: brokenGlass(request),
  extends: request.extension?.requestId ?? null,
});

/** What is written by the app is closed by a deny-all; by hand nobody else sees to it. */
const beforehand = ({ plan }: AccessRequest): string | null =>
  plan.changes.some(({ kind }) => kind === 'istio-grant')
    ? 'Before its policy is taken away, see that another ALLOW policy guards the workload, such as one that allows nothing: with none, everybody is let in.'
    : null;

const isEnding = ({ state }: AccessRequest): boolean => state === 'REVOKING' || state === 'REVOKE_FAILED';

const brokenGlass = (request: AccessRequest): CarriedView['brokenGlass'] => {
  if (!('decidedBy' in request) || request.decidedBy.kind !== 'break-glass') return null;
  const { by, at, reason } = request.decidedBy;
  const judged = 'judged' in request ? { ...request.judged, at: iso(request.judged.at) } : null;
  const judgeBefore = request.state === 'POST_REVIEW' ? iso(request.reviewDueAt) : null;
  return { by, at: iso(at), reason, judgeBefore, judged };
};

/** What failed, and what it was about, as the screens say it. */
export const failureSentence = ({ code: why, what }: { code: string; what: string }): string => {
  const { sentence, nextStep } = failureWording(why);
  const told = sentence.includes(DETAIL)
    ? sentence.replace(DETAIL, what)
    : `${sentence} It was about the ${what}.`;
  return `${told} ${nextStep}`;
};

const DETAIL = '{detail}';

const ORPHANED = {
  'account closed': 'the account that it was for was closed',
  'page deleted': 'its page was deleted',
  'page unbound': 'its page is no longer about this service',
  'connection removed': 'the connection was removed',
  'app to be uninstalled': 'Gatehouse is about to be uninstalled',
  'mapping lost': 'the caller is no longer mapped to whom it was for',
} as const;

/** Why it ended, as the screens say it. */
export const endingSentence = (ending: Ending): string => {
  switch (ending.as) {
    case 'expired':
      return 'Its time was over.';
    case 'dropped':
      return 'Who had it gave it up.';
    case 'revoked':
      return `It was taken back: ${ending.reason}`;
    case 'orphaned':
      return `It ended, since ${ORPHANED[ending.because]}${ending.leaves ? '; what was written through it was to be left in place' : ''}.`;
  }
};

export const rehearsalView = (rehearsed: readonly Rehearsal[]): RehearsalView => ({
  changes: rehearsed.map(({ change, failure, warnings }) => ({
    what: changeWords(change),
    accepted: failure === null,
    because: failure === null ? null : whyNot(failure),
    warnings,
  })),
});

/** Of what is not written yet nothing has to be taken away. */
const BY_HAND =
  'Nothing may be written through this connection. Once approved, the change is made by hand, with the files of the request.';

const whyNot = ({ code: why, detail = 'it does not say what' }: ChangeFailure): string => {
  if (why === 'NOT_WRITABLE') return BY_HAND;
  const { sentence, nextStep } = failureWording(why);
  return `${sentence.replace(DETAIL, detail)} ${nextStep}`;
};

export const alarmView = (alarm: Alarm): AlarmView => {
  if (alarm.kind === 'closed') {
    const { namespace, labels } = placeOf(alarm.holding.change);
    return {
      kind: 'closed',
      requestId: null,
      since: null,
      sentence: `Workload ${code(`${namespace}/${labels}`)} lets nobody in: its last ALLOW was a grant that ended, and a deny-all of Gatehouse took its place. Put an ALLOW policy of your own in place; the deny-all is removed then.`,
    };
  }
  if (alarm.kind === 'drift') {
    return { kind: 'drift', requestId: alarm.requestId, ...driftTold(alarm.drift) };
  }
  const caller = code(callerName(alarm.request.plan.beneficiary));
  return { kind: alarm.kind, requestId: alarm.request.id, since: null, sentence: ALARMS[alarm.kind](caller) };
};

const ALARMS: Record<Exclude<Alarm['kind'], 'closed' | 'drift'>, (caller: string) => string> = {
  'revoke-failed': (caller) =>
    `The access of ${caller} has ended and could not be taken back: the caller may still be let in. It is tried until it is done.`,
  'apply-failed': (caller) => `The approved access of ${caller} could not be carried out.`,
  'break-glass': (caller) =>
    `Access of ${caller} was taken without approval, and is in force or about to be.`,
  'judgement-due': (caller) =>
    `Access of ${caller} was taken without approval and has ended; somebody who had no part in it has to judge it.`,
};

const driftTold = (drift: ToldDrift): { sentence: string; since: IsoTime } => {
  const { sentence, nextStep } = driftWords(drift);
  return { sentence: `${sentence} ${nextStep}`, since: iso(drift.since) };
};

const placeOf = (
  change: Extract<Alarm, { kind: 'closed' }>['holding']['change'],
): { namespace: string; labels: string } =>
  'labels' in change
    ? {
        namespace: change.namespace,
        labels: Object.entries(change.labels)
          .map((label) => label.join('='))
          .join(','),
      }
    : { namespace: '', labels: '' };
