import type { Errand, Fetched, KongSource, SourceFailure } from '../../app/ports';
import type { Result } from '../../domain/result';
import type { Caller } from '../http/call';
import { openLine, type KongLine } from './line';
import { readCaller } from './read-caller';
import { readPage } from './read-page';
import { readTarget, showTarget } from './read-target';
import { searchServices } from './search-services';
import { testConnection } from './test-connection';

type Deps = { call: Caller };
type KongAccess = Parameters<KongSource['test']>[0];

/** Reads Kong through its Admin API (OSS, Enterprise, db-less) or through Konnect. Reads only. */
export const createKongSource = ({ call }: Deps): KongSource => {
  const along = async <T>(
    { connection, secrets }: KongAccess,
    errand: Errand,
    read: (line: KongLine) => Promise<Result<T, SourceFailure>>,
  ): Promise<Fetched<T>> => {
    const line = openLine(call, { api: connection.api, secrets, errand });
    const result = await read(line);
    return { result, exchanges: line.exchanges() };
  };
  return {
    readTarget: (access, target, errand) => along(access, errand, (line) => readTarget(line, target)),
    showTarget: (access, shown, errand) => along(access, errand, (line) => showTarget(line, shown)),
    searchServices: (access, search, errand) => along(access, errand, (line) => searchServices(line, search)),
    test: (access, errand) => along(access, errand, testConnection),
    readCaller: (access, consumer, errand) => along(access, errand, (line) => readCaller(line, consumer)),
    readPage: (access, from, errand) => along(access, errand, (line) => readPage(line, from)),
  };
};
