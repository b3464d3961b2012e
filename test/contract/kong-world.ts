import type { KongSource } from '../../src/app/ports';
import type { WholeFailure } from './source-situations';

type Access = Parameters<KongSource['test']>[0];

/** A Kong that holds an estate and takes `OLD_TOKEN` only. */
export type KongWorld = {
  source: KongSource;
  access: Access;
  /** From now on this collection answers 403. */
  forbid(part: string): void;
  /** Makes everything fail in that way; answers the access and the time with which it shows. */
  provoke(failure: WholeFailure): { access: Access; source?: KongSource; budgetMs?: number };
};
