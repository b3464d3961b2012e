import type { Errand } from '../../app/ports';
import type { KongWriter, Marked, WriteFailure, Written } from '../../app/ports-of-writing';
import type { KongChange } from '../../domain/access/change';
import { ok, type Result } from '../../domain/result';
import type { Caller } from '../http/call';
import { makeSo, rehearseSo } from '../http/make-so';
import { openLine, type KongLine } from './line';
import { testWriter } from './test-writer';
import { lookAtAcl } from './write-acl';
import { lookAtConsumer } from './write-consumer';
import type { KongLook } from './write-outcome';
import { lookAtRateLimit } from './write-rate-limit';

type KongAccess = Parameters<KongWriter['look']>[0];

/**
 * Carries changes out through Kong's Admin API (OSS, an Enterprise workspace) or through Konnect.
 *
 * Kong has no conditional write: it applies what it answers with 412 (recorded, 3.9.3), so no condition is ever sent. What there is instead:
 * things are made with POST alone, which never writes over what is there; they are removed by ids that were read with our tags on them;
 * and everything is read again. Never a PUT over what others hold, since it resets `created_at` and every field that it leaves out.
 *
 * One change is one write, so a crash between any two requests leaves nothing, or the whole of it with our tags. The order among
 * changes is the caller's: a consumer first, what hangs on it afterwards, and the other way round at the end.
 */
export const createKongWriter = ({ call }: { call: Caller }): KongWriter => {
  const along = async <T>(
    { connection, secrets }: KongAccess,
    errand: Errand,
    act: (line: KongLine) => Promise<Result<T, WriteFailure>>,
  ): Promise<Written<T>> => {
    const line = openLine(call, { api: connection.api, secrets, errand });
    const result = await act(line);
    return { result, exchanges: line.exchanges() };
  };
  return {
    look: (access, marked, errand) =>
      along(access, errand, async (line) => {
        const found = await lookAt(line, marked);
        return found.ok ? ok(found.value.standing) : found;
      }),
    make: (access, marked, errand) => along(access, errand, (line) => makeSo(() => lookAt(line, marked))),
    rehearse: (access, marked, errand) =>
      along(access, errand, (line) =>
        rehearseSo(
          () => lookAt(line, marked),
          (found) => found.rehearse(),
        ),
      ),
    test: async ({ connection, secrets }, errand) => {
      const line = openLine(call, { api: connection.api, secrets, errand });
      const result = await testWriter(line);
      return { result, exchanges: line.exchanges() };
    },
  };
};

const lookAt = (
  line: KongLine,
  { change, requestId }: Marked<KongChange>,
): Promise<Result<KongLook, WriteFailure>> => {
  switch (change.kind) {
    case 'kong-acl':
      return lookAtAcl(line, { change, requestId });
    case 'kong-consumer':
      return lookAtConsumer(line, { change, requestId });
    case 'kong-rate-limit':
      return lookAtRateLimit(line, { change, requestId });
  }
};
