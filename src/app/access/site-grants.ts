import type { RequestState } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { eachRequest } from './each-request';
import { connectionsUnder, ENDING, LIVE, orphanAll } from './live-grants';

/** `isAll` false: there are more than could be counted in the time that there was. */
export type SiteGrants = Counts & {
  connections: (Counts & { id: string; name: string | null })[];
  isAll: boolean;
};

/** `live`: in force, or about to be. `ending`: being taken away, or it could not be taken away yet. */
type Counts = { live: number; ending: number };

/** Kept back of the resolver's time. */
const ANSWER_MS = 4_000;
const COUNT_MS = 10_000;

/**
 * How much access of the whole site rests on Gatehouse, by connection. A grant that rests on two is counted at both, and once in the sum. The
 * name is null where the connection is gone.
 */
export async function siteGrants(
  ports: Pick<Ports, 'requests' | 'connections' | 'clock'>,
): Promise<Result<SiteGrants, StorageFailure>> {
  const listed = await ports.connections.list();
  if (!listed.ok) return listed;
  const at = new Map<string, Counts>(listed.value.map(({ id }) => [id, { live: 0, ending: 0 }]));
  const sum: Counts = { live: 0, ending: 0 };
  let isAll = true;
  for (const state of [...LIVE, ...ENDING]) {
    const counted = ENDING.includes(state) ? 'ending' : 'live';
    const gone = await eachRequest<StorageFailure>(ports, { by: 'expiring', state }, (request) => {
      if (ports.clock.remainingMs() < ANSWER_MS) {
        isAll = false;
        return Promise.resolve(ok(false));
      }
      sum[counted] += 1;
      for (const id of connectionsUnder(request)) {
        const here = at.get(id) ?? { live: 0, ending: 0 };
        at.set(id, { ...here, [counted]: here[counted] + 1 });
      }
      return Promise.resolve(ok(true));
    });
    if (!gone.ok) return gone;
  }
  const names = new Map(listed.value.map(({ id, name }) => [id, name]));
  const connections = [...at].map(([id, counts]) => ({ id, name: names.get(id) ?? null, ...counts }));
  return ok({ ...sum, connections, isAll });
}

/**
 * Ends access of the whole site, before the app is uninstalled: nothing ends by itself after that. As much as there is time for; it is asked for
 * again until nothing is left. Each end is an entry of its space's record, with who asked for it; the jobs take away what was written.
 * @returns how many were ended now, and what there is then
 */
export async function endSiteGrants(
  ports: ResolverPorts,
  by: string,
): Promise<Result<SiteGrants & { ended: number }, AccessRefusal>> {
  let ended = 0;
  for (const state of LIVE) {
    const done = await endInState(ports, state, by);
    if (!done.ok) return done;
    ended += done.value;
  }
  const left = await siteGrants(ports);
  return left.ok ? ok({ ...left.value, ended }) : left;
}

const endInState = async (
  ports: ResolverPorts,
  state: RequestState,
  by: string,
): Promise<Result<number, AccessRefusal>> => {
  let ended = 0;
  const gone = await eachRequest<AccessRefusal>(ports, { by: 'expiring', state }, async (request) => {
    if (ports.clock.remainingMs() < COUNT_MS) return ok(false);
    const done = await orphanAll(ports, [request], { because: 'app to be uninstalled', by, leaves: false });
    if (!done.ok) return done;
    ended += done.value;
    return ok(true);
  });
  return gone.ok ? ok(ended) : gone;
};
