import type { Errand } from '../../app/ports';
import type { Marked, MeshWriter, WriteFailure, Written } from '../../app/ports-of-writing';
import type { IstioChange } from '../../domain/access/change';
import { openToAnybody } from '../../domain/access/written-policy';
import { err, ok, type Result } from '../../domain/result';
import type { Caller } from '../http/call';
import { makeSo, rehearseSo } from '../http/make-so';
import { openLine } from './line';
import { discover } from './security-api';
import { testWriter } from './test-writer';
import { lookAtPolicy, type PolicyLook } from './write-policy';

type MeshAccess = Parameters<MeshWriter['look']>[0];
type LookAgain = () => Promise<Result<PolicyLook, WriteFailure>>;

/**
 * Carries changes out on a Kubernetes API: AuthorizationPolicies of the namespaces that the credential may write, by server-side apply
 * with our field manager and never by force.
 *
 * One change is one write of one object, so a crash between any two requests leaves nothing, or the whole object with our marks. The order
 * among changes is the caller's: a deny-all is there before the grant whose place it takes goes, and goes after it has come back.
 */
export const createMeshWriter = ({ call }: { call: Caller }): MeshWriter => {
  const along = async <T>(
    { access: { connection, secrets }, errand }: { access: MeshAccess; errand: Errand },
    marked: Marked<IstioChange>,
    act: (look: LookAgain) => Promise<Result<T, WriteFailure>>,
  ): Promise<Written<T>> => {
    const anybody = marked.change.want === 'present' ? openToAnybody(marked.change) : null;
    if (anybody !== null) return { result: err({ code: 'INVALID', detail: anybody }), exchanges: [] };
    const line = openLine(call, { url: connection.url, secrets, errand });
    const api = await discover(line);
    const result = api.ok
      ? await act(() => lookAtPolicy(line, { marked, groupVersion: api.value.groupVersion }))
      : api;
    return { result, exchanges: line.exchanges() };
  };
  return {
    look: (access, marked, errand) =>
      along({ access, errand }, marked, async (look) => {
        const found = await look();
        return found.ok ? ok(found.value.standing) : found;
      }),
    make: (access, marked, errand) => along({ access, errand }, marked, makeSo),
    rehearse: (access, marked, errand) =>
      along({ access, errand }, marked, (look) => rehearseSo(look, (found) => found.rehearse())),
    test: async ({ connection, secrets }, errand) => {
      const line = openLine(call, { url: connection.url, secrets, errand });
      const result = await testWriter(line, connection);
      return { result, exchanges: line.exchanges() };
    },
  };
};
