import type { Verdict } from '../../decision';
import type { Call, Token } from '../authorization/call';
import type { AccountRef } from '../named-accounts';
import type { GuardedPods, GuardedWorkload } from './guards';
import { passing, principalOf, type Passed } from './passage';
import type { ServicePort } from './service-ports';

export type TriedCaller =
  | ({ kind: 'account' } & AccountRef)
  /** Any service account of a namespace. */
  | { kind: 'namespace'; namespace: string }
  /** Plaintext: no mesh identity at all. */
  | { kind: 'stranger' };

/** Service accounts that were not tried one by one: of one namespace, or (null) of any but those of `notOf`. */
export type OtherAccounts = {
  kind: 'others';
  namespace: string | null;
  notOf: readonly string[];
  not: readonly AccountRef[];
};

/** What a person says about a call. null: not said, and so not known. */
export type TriedCall = {
  caller: TriedCaller;
  method: string | null;
  path: string | null;
  /** As callers use it: a port of a service, or else of the pods. */
  port: number | null;
  host: string | null;
  /** Headers that are known; null: known to be absent. Others are not known. */
  headers: Record<string, string | null> | null;
  token: 'none' | TriedToken | null;
};

/** A valid token, sent where the mesh looks for one. What is empty, and every other claim, is not known. */
export type TriedToken = { issuer: string; subject: string; audiences: string[] };

/** What the verdict turns on, beside what is not known about the call itself. */
export type DependsOn = 'PODS' | 'DATA_PLANE' | 'PROTOCOL' | 'ACCOUNT';

/** One kind of pods reached in one way: the decisions of the proxies passed. Empty: no proxy stands there. */
export type Passage = Passed & {
  pods: GuardedPods['pods'];
  /** Which of several service accounts. */
  account: string | null;
  /** Where a port does not say whether it takes HTTP. */
  protocol: Call['protocol'];
};

/** `passages`: those that tell something, one for each verdict at the least. */
export type CallAnswer = { verdict: Verdict; passages: [Passage, ...Passage[]]; dependsOn: DependsOn[] };

/**
 * May this call be made? `allowed` and `denied` hold for every pod it may reach, every proxy that may stand before it and, for a whole
 * namespace, every service account of it; otherwise `unknown`, with one passage for each verdict.
 * @param accounts known service accounts; of a namespace they are tried one by one, beside one that nobody names.
 */
export function answerCall(
  { pods, ports, compiled }: GuardedWorkload,
  tried: Omit<TriedCall, 'caller'> & { caller: TriedCaller | OtherAccounts },
  accounts: readonly AccountRef[],
): CallAnswer {
  const calls = callsOf(tried, { ports, accounts, trustDomain: compiled.mesh.trustDomain });
  const tries = pods.flatMap((group, podIndex) =>
    group.ways.flatMap((way, wayIndex) =>
      calls.map(({ call, account }) => ({
        passage: { ...passing(way, call), protocol: call.protocol, pods: group.pods, account },
        at: { PODS: podIndex, DATA_PLANE: wayIndex, PROTOCOL: call.protocol, ACCOUNT: account },
      })),
    ),
  );
  const [first, ...others] = tries.map(({ passage }) => passage);
  if (first === undefined) throw new Error('a workload without any kind of pods');
  if (others.every(({ verdict }) => verdict === first.verdict)) {
    return { verdict: first.verdict, passages: [first], dependsOn: [] };
  }
  const telling = (['allowed', 'denied', 'unknown'] as const).flatMap((verdict) => {
    const one = tries.find(({ passage }) => passage.verdict === verdict);
    return one === undefined ? [] : [one];
  });
  const dependsOn = (['PODS', 'DATA_PLANE', 'PROTOCOL', 'ACCOUNT'] as const).filter(
    (dimension) => new Set(telling.map(({ at }) => at[dimension])).size > 1,
  );
  const passages = telling.map(({ passage }) => passage);
  return { verdict: 'unknown', passages: [passages[0] ?? first, ...passages.slice(1)], dependsOn };
}

type Known = { ports: readonly ServicePort[] | null; accounts: readonly AccountRef[]; trustDomain: string };
type OneCall = { call: Call; account: string | null };

function callsOf(tried: Parameters<typeof answerCall>[1], known: Known): OneCall[] {
  return callersOf(tried.caller, known).flatMap(({ parts, account }) =>
    endsOf(tried.port, known.ports).map((end) => ({
      call: { ...saidOf(tried), ...parts, ...end },
      account,
    })),
  );
}

type Caller = { parts: Pick<Call, 'principal' | 'mtls' | 'identity'>; account: string | null };

function callersOf(caller: TriedCaller | OtherAccounts, { accounts, trustDomain }: Known): Caller[] {
  switch (caller.kind) {
    case 'stranger':
      return [{ parts: { principal: null, mtls: false }, account: null }];
    case 'account':
      return [{ parts: { principal: principalOf(trustDomain, caller) }, account: null }];
    case 'namespace': {
      const { namespace } = caller;
      const known = accounts.filter((one) => one.namespace === namespace);
      const tried = known.map((account): Caller => ({
        parts: { principal: principalOf(trustDomain, account) },
        account: `${namespace}/${account.name}`,
      }));
      return [...tried, others({ kind: 'others', namespace, notOf: [], not: known }, trustDomain)];
    }
    case 'others':
      return [others(caller, trustDomain)];
  }
}

const others = ({ namespace, notOf, not }: OtherAccounts, trustDomain: string): Caller => ({
  parts: {
    identity: { trustDomain, namespace, notOf, not: not.map((account) => principalOf(trustDomain, account)) },
  },
  account: null,
});

/** The container ports and protocols that a port may mean; without a port, those of every port. */
function endsOf(
  port: number | null,
  ports: readonly ServicePort[] | null,
): Pick<Call, 'port' | 'protocol'>[] {
  const meant = (ports ?? []).filter((one) => port === null || one.port === port);
  const found = meant.length > 0 ? meant : (ports ?? []).filter((one) => one.containerPort === port);
  const of = (containerPort: number | null): Pick<Call, 'port'> =>
    port === null || containerPort === null ? {} : { port: containerPort };
  const ends = found.flatMap(({ containerPort, protocol }): Pick<Call, 'port' | 'protocol'>[] =>
    protocol === 'either' && ports !== null
      ? // The proxy looks at what comes, and what comes here is HTTP.
        [{ ...of(containerPort), protocol: 'http' }]
      : [{ ...of(containerPort), protocol: protocol === 'tcp' ? 'tcp' : 'http' }],
  );
  if (ends.length > 0) return [...new Map(ends.map((end) => [JSON.stringify(end), end])).values()];
  // No service has the port: an HTTP call to it is HTTP to the proxy. Where services are not known, it may be declared as TCP.
  const alone = of(port);
  return ports === null
    ? [
        { ...alone, protocol: 'http' },
        { ...alone, protocol: 'tcp' },
      ]
    : [{ ...alone, protocol: 'http' }];
}

const saidOf = ({
  method,
  path,
  host,
  headers,
  token,
}: Omit<TriedCall, 'caller'>): Omit<Call, 'protocol'> => ({
  ...(method === null ? {} : { method }),
  ...(path === null ? {} : { pathAsSent: path }),
  ...(host === null ? {} : { host }),
  ...(headers === null ? {} : { headers, moreHeaders: 'not-known' as const }),
  ...(token === null ? {} : { token: token === 'none' ? null : tokenOf(token) }),
});

const tokenOf = ({ issuer, subject, audiences }: TriedToken): Token => ({
  state: 'presented',
  claims: {
    ...(issuer !== '' && { iss: issuer }),
    ...(subject !== '' && { sub: subject }),
    ...(audiences.length > 0 && { aud: audiences }),
  },
  moreClaims: 'not-known',
  valid: true,
  location: { in: 'where-read' },
});
