import type { PolicyFault } from '../../domain/access/policy';
import type { Refusal as StepRefusal } from '../../domain/access/transition';
import type { Refusal } from '../refusal';

/** Why somebody may not ask or decide, or why nothing came of it. */
export type AccessRefusal =
  | Refusal
  | StepRefusal
  | { code: 'NO_SUCH_REQUEST' }
  | { code: 'NOT_MAPPED' }
  /** The page is there: what rests on it is ended where it is, one by one. */
  | { code: 'PAGE_SHOWN' }
  | { code: 'NOT_CHANGED_HERE'; detail: string }
  /** Access to these is asked for on other pages; `title` null: on one that is hidden from whoever asks. */
  | { code: 'NOT_HOME'; elsewhere: { name: string; title: string | null }[] }
  /** Sentences. */
  | { code: 'NO_PLAN'; because: string[] }
  | { code: 'PLAN_CHANGED'; plan: string[] }
  | { code: 'BAD_POLICY'; fault: PolicyFault }
  /** Reading back does not find these: in words. */
  | { code: 'NOT_SEEN'; missing: string[] };
