import type { Errand, Fetched, MeshSource, SourceFailure } from '../../app/ports';
import type { Result } from '../../domain/result';
import type { Caller } from '../http/call';
import { openLine, type KubeLine } from './line';
import { readPage } from './read-page';
import { readTarget } from './read-target';
import { searchServices } from './search-services';
import { testConnection } from './test-connection';

type MeshAccess = Parameters<MeshSource['test']>[0];

/** Reads Istio's policies from a Kubernetes API. Reads only, and asks for its own rights. */
export const createMeshSource = ({ call }: { call: Caller }): MeshSource => {
  const along = async <T>(
    { connection, secrets }: MeshAccess,
    errand: Errand,
    read: (line: KubeLine) => Promise<Result<T, SourceFailure>>,
  ): Promise<Fetched<T>> => {
    const line = openLine(call, { url: connection.url, secrets, errand });
    const result = await read(line);
    return { result, exchanges: line.exchanges() };
  };
  return {
    readTarget: (access, target, errand) => along(access, errand, (line) => readTarget(line, target)),
    searchServices: (access, search, errand) => along(access, errand, (line) => searchServices(line, search)),
    readPage: (access, from, errand) => along(access, errand, (line) => readPage(line, from)),
    test: (access, errand) => along(access, errand, (line) => testConnection(line, access.connection)),
  };
};
