import type { WorkloadFacts } from '../istio/workload/guards';
import type { MeshAsk } from './ask';
import { knownPrincipals, operationName, operationsIn, type MeshTrial, type Principal } from './mesh-trial';
import type { CallerChange, PlannedReach } from './plan';

type About = {
  mesh: MeshAsk;
  facts: WorkloadFacts;
  /** Whose access it is: not one of the others. */ asked: string;
};

/** Somebody whom nobody names: no service account has an upper-case letter. */
const NAMED_BY_NOBODY = 'ns/Some-other/sa/Some-other';

/**
 * Who else is let in or shut out of the calls that were asked for, by deciding each of them for every known caller before and after. Beside
 * an ALLOW of somebody else's nobody ever is; computed all the same, since the approver reads it as a fact.
 */
export const callerChanges = (
  { mesh, facts, asked }: About,
  trials: { before: MeshTrial; after: MeshTrial } | null,
): Pick<PlannedReach, 'letIn' | 'shutOut'> => {
  if (trials === null) return { letIn: [], shutOut: [] };
  const others: Principal[] = [
    ...knownPrincipals(facts).filter((principal) => principal !== asked),
    `${facts.mesh.trustDomain}/${NAMED_BY_NOBODY}`,
    null,
  ];
  const changed = (was: string, is: string): CallerChange[] =>
    others.flatMap((caller) => {
      const operations = operationsIn(mesh).filter(
        (operation) =>
          trials.before(caller, operation).verdict === was && trials.after(caller, operation).verdict === is,
      );
      return operations.length === 0
        ? []
        : [{ caller: nameOf(caller), operations: operations.map(operationName).sort() }];
    });
  return { letIn: changed('denied', 'allowed'), shutOut: changed('allowed', 'denied') };
};

const nameOf = (caller: Principal): string => {
  if (caller === null) return 'callers without an identity';
  if (caller.endsWith(NAMED_BY_NOBODY)) return 'any other account';
  return caller.replace(/^[^/]+\/ns\/([^/]+)\/sa\//, '$1/');
};
