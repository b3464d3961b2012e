import { code } from '../kong/words';
import type { TakenLimit } from './export-taken-limit';

/** Why there is no plan. Closed; `cannotPlanPhrase` has a sentence for each. */
export type CannotPlan =
  | { code: 'NOT_READ'; parts: string[] }
  | { code: 'CONSUMER_GONE'; consumer: string }
  /** A consumer is to be made, and there is one of that name. */
  | { code: 'CONSUMER_EXISTS'; consumer: string }
  | { code: 'ROUTE_GONE'; routes: string[] }
  /** Callers without a credential are taken for this consumer: what it may do, everybody may. */
  | { code: 'CONSUMER_IS_ANYBODY'; plugins: string[] }
  | { code: 'NOT_KNOWN'; because: string[] }
  /** No membership opens the routes, or something else in the mesh refuses the calls; or what opens one closes another. */
  | { code: 'SPEAKS_AGAINST'; because: string[] }
  /** Kong takes one limit for a service and a consumer, and somebody else's is there. */
  | { code: 'TIER_TAKEN'; taken: TakenLimit }
  /** The same, and the other limit is that of a grant of ours. */
  | { code: 'OTHER_TIER_GRANTED'; service: string; consumer: string }
  /** A grant would be the only ALLOW of the workload. */
  | { code: 'NO_OTHER_ALLOW'; workload: string }
  /** Which proxy guards the workload is not known, or it enforces nothing of the kind. */
  | { code: 'NOT_ENFORCEABLE'; because: string }
  /** An object that is not ours has the name that ours would have. */
  | { code: 'NAME_TAKEN'; name: string };

type ForGood = Exclude<CannotPlan, { code: 'NOT_READ' | 'NOT_KNOWN' }>;

/** Why no plan can be made of a world that was read completely: sentences. */
export const cannotPlanPhrases = (error: ForGood): string[] => {
  switch (error.code) {
    case 'CONSUMER_GONE':
      return [`The gateway knows no consumer ${code(error.consumer)}.`];
    case 'CONSUMER_EXISTS':
      return [`The gateway has a consumer ${code(error.consumer)} already, which is none of this request’s.`];
    case 'ROUTE_GONE':
      return ['Not every route that is asked for is one of this service.'];
    case 'CONSUMER_IS_ANYBODY':
      return ['Callers without a credential are taken for this consumer: what it may do, everybody may.'];
    case 'SPEAKS_AGAINST':
      return error.because;
    case 'TIER_TAKEN':
      return [
        `A limit of ${code(error.taken.change.consumer.name)} on ${code(error.taken.change.service.name)} is there that Gatehouse did not make, and Kong takes one.`,
        'Take the tier out of the request, or have whoever made that limit change it: whoever asks is given the file for it.',
      ];
    case 'OTHER_TIER_GRANTED':
      return [
        `Access that was granted before limits ${code(error.consumer)} to other numbers on ${code(error.service)}, and Kong takes one limit.`,
        'Ask for the same numbers, or wait until that access has ended.',
      ];
    case 'NO_OTHER_ALLOW':
      return [
        `No ALLOW policy of somebody else guards every pod of ${code(error.workload)}: this grant would be the only one, shut everybody else out, and open to all when it ends.`,
        'Have an ALLOW policy put in place first, such as one that allows nothing.',
      ];
    case 'NOT_ENFORCEABLE':
      return [error.because];
    case 'NAME_TAKEN':
      return [`There is a policy ${code(error.name)} already that Gatehouse did not write.`];
  }
};
