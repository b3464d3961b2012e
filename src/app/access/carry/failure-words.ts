import { changeWords } from '../../../domain/access/change-words';
import type { NotMade } from './write-change';

/** As it is kept with the request: which write, and in the other side's closed words why not. */
export const failureOf = ({ change, failure }: NotMade): { code: string; what: string } => ({
  code: failure.code,
  what: failure.detail === undefined ? changeWords(change) : `${changeWords(change)} (${failure.detail})`,
});
