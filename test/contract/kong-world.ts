import type { KongSource } from '../../src/app/ports';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { KongTarget } from '../../src/domain/binding';
import type { WholeFailure } from './source-situations';

type Access = Parameters<KongSource['test']>[0];

/** A Kong that holds an estate, perhaps beside other things, and takes `OLD_TOKEN` only. */
export type KongWorld = {
  source: KongSource;
  access: Access;
  /** Whether an entity is none of the estate; absent where the estate is all there is. */
  isForeign?: (id: string) => boolean;
  /** From now on this collection answers 403. */
  forbid(part: string): void;
  /** Makes everything fail in that way; answers the access and the time with which it shows. */
  provoke(failure: WholeFailure): { access: Access; source?: KongSource; budgetMs?: number };
};

/** What of it is the estate's. */
export const ours = <T extends { id: string }>({ isForeign }: KongWorld, items: T[]): T[] =>
  items.filter(({ id }) => isForeign?.(id) !== true);

/** The shop's first service, by the name that it has by now. */
export const ordersOf = ({ services }: KongEstate): KongTarget => ({
  connectionId: 'kong',
  service: services[0]?.name ?? '',
});
