import type { AccessRequest } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import type { RequestFilter } from '../ports-of-access';

type Listing = Pick<Ports, 'requests'>;

const A_LIST = 50;

/**
 * Every request that the list names, page after page and in its order: those at the front must not hide those behind them.
 * @param act ok: whether to go on with the next one
 */
export async function eachRequest<E extends { code: string }>(
  { requests }: Listing,
  filter: RequestFilter,
  act: (request: AccessRequest) => Promise<Result<boolean, E>>,
): Promise<Result<true, E | StorageFailure>> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof requests.list>> = await requests.list(filter, {
      cursor,
      limit: A_LIST,
    });
    if (!page.ok) return page;
    for (const request of page.value.requests) {
      const isOn = await act(request);
      if (!isOn.ok) return isOn;
      if (!isOn.value) return ok(true);
    }
    cursor = page.value.cursor;
  } while (cursor !== null);
  return ok(true);
}

export async function everyRequest(
  ports: Listing,
  filter: RequestFilter,
): Promise<Result<AccessRequest[], StorageFailure>> {
  const found: AccessRequest[] = [];
  const gone = await eachRequest<StorageFailure>(ports, filter, (request) => {
    found.push(request);
    return Promise.resolve(ok(true));
  });
  return gone.ok ? ok(found) : gone;
}
