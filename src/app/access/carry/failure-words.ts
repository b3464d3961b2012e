import type { PlannedChange } from '../../../domain/access/change';
import { code } from '../../../domain/kong/words';
import type { NotMade } from './write-change';

/** What a change is about, for people: `ACL group orders-read of partner-acme`. */
export const changeWords = (change: PlannedChange): string => {
  switch (change.kind) {
    case 'kong-acl':
      return `membership of ${code(change.consumer.name)} in ACL group ${code(change.group)}`;
    case 'kong-consumer':
      return `consumer ${code(change.consumer.name)}`;
    case 'kong-rate-limit':
      return `limit of ${code(change.consumer.name)} on ${code(change.service.name)}`;
    case 'istio-grant':
    case 'istio-deny-all':
      return `policy ${code(`${change.namespace}/${change.name}`)}`;
  }
};

/** As it is kept with the request: which write, and in the other side's closed words why not. */
export const failureOf = ({ change, failure }: NotMade): { code: string; what: string } => ({
  code: failure.code,
  what: failure.detail === undefined ? changeWords(change) : `${changeWords(change)} (${failure.detail})`,
});
