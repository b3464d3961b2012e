import type { Json } from '../../src/domain/json';
import type { Call, Token, TokenLocation } from '../../src/domain/istio/authorization/call';
import { compile } from '../../src/domain/istio/authorization/compile';
import { guardOf, type Guard } from '../../src/domain/istio/authorization/guard';
import { decide } from '../../src/domain/istio/authorization/decide';
import type { AuthorizationDecision } from '../../src/domain/istio/authorization/reasons';
import {
  DEFAULT_MESH_CONFIG,
  type DataPlane,
  type MeshConfig,
  type Policy,
  type Workload,
} from '../../src/domain/istio/resources';
import { policiesOf } from './istio-policies';
import type { Case, Outcome, Suite } from './suite';

type AuthzCase = Case & {
  dataplane: DataPlane;
  workload: {
    namespace: string;
    labels: Record<string, string>;
    serviceAccount?: string;
    services?: { name: string; namespace: string; external?: boolean }[];
  };
  request: AuthzRequest;
  mesh?: Partial<MeshConfig>;
  policySet: string;
  expect: 'allow' | 'deny';
  expectStatus?: number;
  decidedBy?: string;
};

type AuthzRequest = {
  protocol: 'http' | 'tcp';
  source: { principal: string | null; ip: string };
  mtls: boolean;
  destination: { ip: string; port: number };
  method?: string;
  path?: string;
  pathIsRaw?: boolean;
  host?: string;
  headers?: Record<string, string>;
  sni?: string;
  remoteIp?: string;
  claims?: Record<string, Json>;
  token?: { claims: Record<string, Json> | null; valid: boolean; location: string };
  metadata?: Record<string, Record<string, Json>>;
  extAuthz?: 'allow' | 'deny';
};

export const istioAuthz: Suite = (file) => {
  const sets = file.policySets as Record<string, Json[]>;
  return (aCase) => {
    const given = aCase as AuthzCase;
    const policies = policiesOf(sets[given.policySet] ?? []);
    return judged(given, decide(guardFor(given, policies), callOf(given.request)));
  };
};

/** Providers exist unless a case says otherwise; without an answer of theirs, the case asks what the other actions say. */
function guardFor({ workload, dataplane, mesh, request }: AuthzCase, policies: readonly Policy[]): Guard {
  const asked = policies.filter((policy) => request.extAuthz !== undefined || !isCustom(policy));
  const extensionProviders = asked.flatMap((policy) =>
    policy.kind === 'AuthorizationPolicy' && policy.spec.provider !== null ? [policy.spec.provider] : [],
  );
  const compiled = compile(asked, { ...DEFAULT_MESH_CONFIG, extensionProviders, ...mesh });
  return guardOf(compiled, { workload: workloadOf(workload), dataPlane: dataplane });
}

const isCustom = (policy: Policy) => policy.kind === 'AuthorizationPolicy' && policy.spec.action === 'CUSTOM';

const workloadOf = ({ namespace, labels, serviceAccount, services }: AuthzCase['workload']): Workload => ({
  namespace,
  labels,
  serviceAccount: serviceAccount ?? null,
  services: (services ?? []).map((service) => ({
    name: service.name,
    namespace: service.namespace,
    kind: service.external === true ? 'ServiceEntry' : 'Service',
  })),
});

function callOf(request: AuthzRequest): Call {
  return {
    protocol: request.protocol,
    principal: request.mtls ? request.source.principal : null,
    mtls: request.mtls,
    sourceIp: request.source.ip,
    remoteIp: request.remoteIp ?? request.source.ip,
    destinationIp: request.destination.ip,
    port: request.destination.port,
    sni: request.sni ?? null,
    ...(request.method !== undefined && { method: request.method }),
    ...(request.path !== undefined && { [request.pathIsRaw ? 'pathAsSent' : 'path']: request.path }),
    ...(request.host !== undefined && { host: request.host }),
    headers: request.headers ?? {},
    token: tokenOf(request),
    filterMetadata: request.metadata ?? {},
    ...(request.extAuthz !== undefined && { providerAnswer: request.extAuthz }),
  };
}

function tokenOf({ token, claims }: AuthzRequest): Token | null {
  if (claims !== undefined) return { state: 'accepted', claims };
  if (token === undefined) return null;
  return {
    state: 'presented',
    claims: token.claims,
    valid: token.valid,
    location: locationOf(token.location),
  };
}

/** `authorization: Bearer`, `header x-jwt-token: Value `, `param token`, `cookie name`. */
function locationOf(text: string): TokenLocation {
  const param = /^param (.+)$/.exec(text)?.[1];
  if (param !== undefined) return { in: 'query', name: param };
  const cookie = /^cookie (.+)$/.exec(text)?.[1];
  if (cookie !== undefined) return { in: 'cookie', name: cookie };
  const [, name = '', prefix = ''] = /^(?:header )?([^:]+): ?(.*)$/s.exec(text) ?? [];
  return { in: 'header', name, prefix: name === 'authorization' ? `${prefix} ` : prefix };
}

function judged(given: AuthzCase, decision: AuthorizationDecision): Outcome {
  const status = decision.status ?? (decision.verdict === 'allowed' ? 200 : null);
  const expectsStatus = given.expectStatus !== undefined;
  const expected = {
    verdict: given.expect === 'allow' ? 'allowed' : 'denied',
    status: given.expectStatus ?? null,
  };
  const got = { verdict: decision.verdict, status: expectsStatus ? status : null };
  const counted =
    given.decidedBy === undefined
      ? []
      : [agrees(given.decidedBy, decision) ? 'decidedBy agrees' : 'decidedBy differs'];
  return expected.verdict === got.verdict && expected.status === got.status
    ? { result: 'passed', counted }
    : {
        result: 'failed',
        expected,
        got: { ...got, because: decision.reasons.at(-1)?.code ?? null },
        counted,
      };
}

function agrees(decidedBy: string, { reasons }: AuthorizationDecision): boolean {
  const reason = reasons.at(-1);
  switch (reason?.code) {
    case 'NO_ALLOW_APPLIES':
      return decidedBy === 'no ALLOW policy applies';
    case 'NO_ALLOW_MATCHES':
      return decidedBy === 'no ALLOW policy matched';
    case 'TOKEN_REFUSED':
      return decidedBy === `RequestAuthentication ${reason.status}`;
    case 'ALLOW_MATCHES':
    case 'DENY_MATCHES': {
      const { namespace, name } = reason.policy;
      const envoy = `ns[${namespace}]-policy[${name}]-rule[${reason.rule}]`;
      return decidedBy === envoy || decidedBy === `${namespace}/${name}`;
    }
    default:
      return false;
  }
}
