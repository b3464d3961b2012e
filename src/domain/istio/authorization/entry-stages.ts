import { modesOf } from '../mtls';
import type { ModeDecision } from '../mtls-scopes';
import { normalizedPath } from '../path-normalization';
import type { Attribute, Call } from './call';
import type { Guard } from './guard';
import { refOf } from './policy-ref';
import type { Finding } from './stages';
import { supposedVerdict } from './supposed-tokens';
import { tokenVerdict } from './tokens';

/** What the proxy makes of a call before it asks any policy. */
export type Entered = { call: Call; findings: Finding[] };

/** Path, mutual TLS and token, in this order. A path that the proxy refuses ends it. */
export function entered(guard: Guard, given: Call): Entered {
  const path = pathStage(guard, given);
  if (path.findings.length > 0) return path;
  const transport = mutualTlsStage(guard, path.call);
  const token = tokenStage(guard, transport.call);
  return { call: token.call, findings: [...transport.findings, ...token.findings] };
}

/** Nothing of HTTP is seen: a TCP port, or ztunnel. */
export const isConnection = (guard: Guard, call: Call): boolean =>
  call.protocol === 'tcp' || guard.dataPlane === 'ztunnel';

/** The path as the proxy compares it, where the call says only what was sent. */
export function pathStage(guard: Guard, call: Call): Entered {
  if (call.path !== undefined || call.pathAsSent === undefined || isConnection(guard, call))
    return { call, findings: [] };
  const seen = normalizedPath(call.pathAsSent, guard.mesh.pathNormalization);
  return seen.ok
    ? { call: { ...call, path: seen.value }, findings: [] }
    : { call, findings: [{ effect: 'refuses', reason: { code: 'PATH_REJECTED' } }] };
}

/** Plaintext against STRICT is refused before any policy is asked. */
function mutualTlsStage({ mutualTls }: Guard, call: Call): Entered {
  const possible = modesOf(mutualTls, call);
  if (possible.length === 0) return { call, findings: [] };
  const mutual = isMutual(call);
  const strict = possible.filter(({ mode }) => mode === 'STRICT');
  const seen = call.mtls === undefined ? seenWithout(call, possible) : call;
  if (strict.length === 0 || mutual === true) return { call: seen, findings: [] };
  const policy = strict[0]?.policy ? { kind: 'PeerAuthentication' as const, ...strict[0].policy } : null;
  if (mutual === false && strict.length === possible.length) {
    const reason = { code: 'PLAINTEXT_REFUSED' as const, policy, port: call.port ?? null };
    return { call: seen, findings: [{ effect: 'refuses', reason }] };
  }
  const needs: Attribute[] = [
    ...(strict.length < possible.length ? ['port' as const] : []),
    ...(mutual === null ? ['principal' as const] : []),
  ];
  return {
    call: seen,
    findings: [{ effect: 'open', reason: { code: 'PLAINTEXT_UNDECIDED', policy, needs } }],
  };
}

/** A client of the mesh finds out that TLS is switched off and sends plaintext: then nobody sees who it is. */
function seenWithout(call: Call, possible: readonly ModeDecision[]): Call {
  const off = possible.filter(({ mode }) => mode === 'DISABLE');
  if (off.length === 0 || call.principal === null) return call;
  const { principal: _unseen, identity: _neither, ...rest } = call;
  return off.length === possible.length ? { ...rest, principal: null } : rest;
}

function isMutual(call: Call): boolean | null {
  if (call.mtls !== undefined) return call.mtls;
  if (call.principal === undefined) return call.identity === undefined ? null : true;
  return call.principal !== null;
}

/** After this stage the call's token is what the proxy made of it: claims, none, or not known. */
function tokenStage(guard: Guard, call: Call): Entered {
  if (isConnection(guard, call)) return { call, findings: [] };
  const read = tokenVerdict(guard.requestAuthentications, call);
  const verdict = guard.tokens === 'as-read' ? read : supposedVerdict(guard, call, read);
  const policies = guard.requestAuthentications.map(refOf);
  switch (verdict.outcome) {
    case 'passes':
      return { call: { ...call, token: verdict.token }, findings: [] };
    case 'refused': {
      const { status, because } = verdict;
      const reason = { code: 'TOKEN_REFUSED' as const, status, because, policies };
      return { call, findings: [{ effect: 'refuses', reason }] };
    }
    case 'unknown': {
      const { token: _undecided, ...rest } = call;
      const reason = { code: 'TOKEN_UNDECIDED' as const, policies, needs: verdict.needs };
      return { call: rest, findings: [{ effect: 'open', reason }] };
    }
  }
}
