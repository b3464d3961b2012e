import { cannotPlanPhrases, type CannotPlan } from '../../domain/access/cannot-plan';
import type { AccessRefusal } from './access-refusal';

/** Why there is no plan, for somebody who asks. */
export const planRefusal = (error: CannotPlan): AccessRefusal => {
  switch (error.code) {
    case 'NOT_READ':
      return { code: 'CANNOT_VERIFY', what: error.parts };
    case 'NOT_KNOWN':
      return { code: 'CANNOT_VERIFY', what: error.because };
    default:
      return { code: 'NO_PLAN', because: cannotPlanPhrases(error) };
  }
};
