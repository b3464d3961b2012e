import type { AccessRefusal } from '../../app/access/access-refusal';
import { ACCESS_WORDING, type AccessError } from '../../contract/access-codes';
import { durationPhrase } from '../../domain/access/plan-words';
import type { PolicyFault } from '../../domain/access/policy';
import { code } from '../../domain/kong/words';
import { STATE_WORD } from '../../domain/access/state-words';

/** What crosses the boundary of a refusal. Everything in it is ours or the person's own. */
export const accessError = (refusal: AccessRefusal): AccessError => {
  switch (refusal.code) {
    case 'CONFLICT':
      return 'now' in refusal
        ? { code: 'CONFLICT', facts: [`It is ${STATE_WORD[refusal.now]} now, in revision ${refusal.rev}.`] }
        : { code: 'CONFLICT' };
    case 'WRONG_STATE':
      return { code: refusal.code, detail: STATE_WORD[refusal.now] };
    case 'OWN_REQUEST':
      return { code: refusal.code, detail: `you are its ${refusal.as}` };
    case 'CANNOT_VERIFY':
      return { code: refusal.code, detail: refusal.what.join(', ') };
    case 'REASON_TOO_SHORT':
      return { code: refusal.code, detail: `at least ${refusal.min} characters` };
    case 'REASON_TOO_LONG':
      return { code: refusal.code, detail: `at most ${refusal.max} characters` };
    case 'DURATION_WRONG':
      return { code: refusal.code, detail: `at most ${durationPhrase(refusal.maximumMs)}` };
    case 'OPENS_MORE':
      return { code: refusal.code, detail: refusal.routes.join(', ') };
    case 'NOT_DUE':
      return { code: refusal.code, detail: new Date(refusal.due).toISOString() };
    case 'NOT_HOME':
      return { code: refusal.code, detail: refusal.elsewhere.map(homePhrase).join('; ') };
    case 'GLASS_OUTDATED':
      return { code: refusal.code, detail: refusal.because.join(' ') };
    case 'NO_PLAN':
      return { code: refusal.code, detail: refusal.because[0] ?? '', facts: refusal.because };
    case 'PLAN_CHANGED':
      return { code: refusal.code, detail: refusal.plan[0] ?? '', facts: refusal.plan };
    case 'NOT_SEEN':
      return { code: refusal.code, detail: refusal.missing.join(', '), facts: refusal.missing };
    case 'BAD_POLICY':
      return { code: 'BAD_INPUT', field: 'policy', detail: POLICY_FAULTS[refusal.fault.code] };
    default:
      return {
        code: refusal.code,
        ...('field' in refusal ? { field: refusal.field } : {}),
        ...('detail' in refusal ? { detail: refusal.detail } : {}),
      };
  }
};

const homePhrase = ({ name, title }: { name: string; title: string | null }): string =>
  `${code(name)} on ${title === null ? 'a page that you may not see' : `the page ${title}`}`;

const POLICY_FAULTS: Record<PolicyFault['code'], string> = {
  NO_CLAUSE: 'Say who has to approve.',
  EMPTY_CLAUSE: 'A clause names nobody.',
  BAD_MINIMUM: 'A clause needs between 1 and 50 people.',
  FEWER_PEOPLE_THAN_MINIMUM: 'A clause names fewer people than it needs.',
  BAD_DENIALS: 'At least one person denies.',
  BAD_DURATION: 'The default is at most the maximum, and the maximum at most the total.',
  BAD_REASON_LENGTH: 'A reason has between 1 and 4096 characters.',
  BAD_TICKET_PATTERN: 'The pattern of tickets is not a regular expression (RE2) of at most 200 characters.',
  BAD_TIMEOUT: 'A request waits for at least a moment.',
  BAD_BREAK_GLASS:
    'Taking access without approval needs people who may, and lasts no longer than access may at all.',
};

/** A refusal as a sentence, for a view that shows one beside what it is about. */
export const sentenceOf = (refusal: AccessRefusal): string => {
  const { code, detail = '', field = '' } = accessError(refusal);
  return ACCESS_WORDING[code].sentence.replace('{detail}', detail).replace('{field}', field);
};

/** The same, and where no plan can be made all that speaks against it and what can be done about it. */
export const sentencesOf = (refusal: AccessRefusal): string[] => [
  sentenceOf(refusal),
  ...(refusal.code === 'NO_PLAN' ? refusal.because.slice(1) : []),
];
