import { createAuthority } from '../../host/network/authority';
import { withFaults } from '../../host/network/faults';
import { createNetwork } from '../../host/network/network';
import type { Faults, Network, SourceFaults, StandIn } from '../../host/types';
import { createCaller, type Caller } from '../../src/adapters/http/call';
import type { WholeFailure } from './source-situations';

/** One stand-in behind real TLS, under a name of the public authority and under one of a private authority. */
export type TlsWorld = {
  call: Caller;
  faults: SourceFaults;
  network: Network;
  /** The stand-in is replaced for every request that follows. */
  replace(standIn: StandIn): void;
  /** What each failure of a whole source takes: where to go, with what time, through which caller. */
  provoke(failure: WholeFailure): { url: string; budgetMs?: number; call?: Caller };
  close(): Promise<void>;
};

type Place = { hostname: string; port: number };

/** Authorities are costly to make; one pair serves every world of a file. */
export const createTlsWorlds = async () => {
  const publicAuthority = await createAuthority({ name: 'Public test authority' });
  const privateAuthority = await createAuthority({ name: 'Company authority' });
  return async (standIn: StandIn, { hostname, port }: Place): Promise<TlsWorld> => {
    const faults: Faults = { sources: { [hostname]: {} } };
    const network = createNetwork({ publicAuthority, privateAuthority, faults: () => faults });
    let serving = standIn;
    const served = withFaults(
      { fetch: (request) => serving.fetch(request) },
      () => faults.sources?.[hostname],
    );
    const privateName = `private.${hostname}`;
    const https = { scheme: 'https', port, standIn: served } as const;
    await network.serve({ ...https, hostname, certificate: 'public' });
    await network.serve({ ...https, hostname: privateName, certificate: 'private' });
    const callerWith = (rest: Partial<Parameters<typeof createCaller>[0]>): Caller =>
      createCaller({
        fetch: (url, init) => network.fetch(url, init),
        now: Date.now,
        sleep: () => Promise.resolve(),
        random: () => 0,
        ...rest,
      });
    const own = faults.sources?.[hostname] ?? {};
    const url = `https://${hostname}:${port}`;
    const replace = (next: StandIn): void => {
      serving = next;
    };
    return {
      call: callerWith({}),
      faults: own,
      network,
      replace,
      provoke: provoking({ url, privateUrl: `https://${privateName}:${port}`, own, replace, callerWith }),
      close: () => network.close(),
    };
  };
};

type Levers = {
  url: string;
  privateUrl: string;
  own: SourceFaults;
  replace: (standIn: StandIn) => void;
  callerWith: (rest: Partial<Parameters<typeof createCaller>[0]>) => Caller;
};

const answering = (body: string): StandIn => ({
  fetch: () =>
    Promise.resolve(new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } })),
});

const egressRefusal = (): Promise<never> =>
  Promise.reject(Object.assign(new Error(), { name: 'REQUEST_EGRESS_ALLOWLIST_ERR', status: 403 }));

const provoking =
  ({ url, privateUrl, own, replace, callerWith }: Levers): TlsWorld['provoke'] =>
  (failure) => {
    switch (failure) {
      case 'REFUSED':
        own.down = true;
        return { url };
      case 'HOST_UNKNOWN':
        return { url: 'https://nobody.shop.example' };
      case 'TIMEOUT':
        own.slowMs = 60_000;
        return { url, call: callerWith({ requestTimeoutMs: 20 }) };
      case 'BUDGET_SPENT':
        own.slowMs = 60_000;
        return { url, budgetMs: 20 };
      case 'PLAIN_HTTP':
        return { url: url.replace('https:', 'http:') };
      case 'PORT_NOT_ALLOWED':
        return { url: 'https://kong.shop.example:8001' };
      case 'PRIVATE_CA':
        return { url: privateUrl };
      case 'HOST_NOT_APPROVED':
        return { url, call: callerWith({ fetch: egressRefusal }) };
      case 'NOT_PERMITTED':
      case 'RATE_LIMITED':
      case 'SERVER_ERROR':
        own.failNext = {
          times: 1_000,
          status: { NOT_PERMITTED: 403, RATE_LIMITED: 429, SERVER_ERROR: 503 }[failure],
        };
        return { url };
      case 'WRONG_PRODUCT':
        replace(answering('<!doctype html><title>Log in</title>'));
        return { url };
      case 'UNREADABLE':
        replace(answering('{"data": [s3cr3t-broken'));
        return { url };
      case 'CREDENTIAL_MISSING':
      case 'UNAUTHENTICATED':
        return { url }; // shown by other secrets, not by another place
    }
  };
