import type { CannotPlan } from '../../domain/access/plan-for';
import type { AccessRefusal } from './access-refusal';

/** Why there is no plan, for somebody who asks. */
export const planRefusal = (error: CannotPlan): AccessRefusal => {
  switch (error.code) {
    case 'NOT_READ':
      return { code: 'CANNOT_VERIFY', what: error.parts };
    case 'NOT_KNOWN':
      return { code: 'CANNOT_VERIFY', what: error.because };
    case 'CONSUMER_GONE':
      return { code: 'NO_PLAN', because: [`The gateway knows no consumer \`${error.consumer}\`.`] };
    case 'ROUTE_GONE':
      return { code: 'NO_PLAN', because: ['Not every route that is asked for is one of this service.'] };
    case 'CONSUMER_IS_ANYBODY': {
      const because =
        'Callers without a credential are taken for this consumer: what it may do, everybody may.';
      return { code: 'NO_PLAN', because: [because] };
    }
    case 'SPEAKS_AGAINST':
      return { code: 'NO_PLAN', because: error.because };
  }
};
