import { modeAt } from '../mtls';
import { normalizedPath } from '../path-normalization';
import type { Unread } from '../../source';
import { unreadLists } from '../unread-kinds';
import type { Call } from './call';
import { refOf, type Guard } from './compile';
import type { Finding } from './stages';
import { tokenVerdict } from './tokens';

/** The path as the proxy compares it, where the call says only what was sent. */
export function pathStage({ mesh }: Guard, call: Call): { call: Call; refused: Finding | null } {
  if (call.path !== undefined || call.pathAsSent === undefined) return { call, refused: null };
  const seen = normalizedPath(call.pathAsSent, mesh.pathNormalization);
  return seen.ok
    ? { call: { ...call, path: seen.value }, refused: null }
    : { call, refused: { effect: 'refuses', reason: { code: 'PATH_REJECTED' } } };
}

/** Plaintext against STRICT is refused before any policy is asked. */
export function mutualTlsStage(guard: Guard, call: Call): { call: Call; finding: Finding | null } {
  const { everywhereElse, ports } = guard.mutualTls;
  if (everywhereElse === null) return { call, finding: null };
  const unread = unreadLists(guard.unread, 'peerauthentications')[0] ?? meshWideUnread(guard, call);
  if (unread !== undefined && isMutual(call) !== true) {
    return { call, finding: { effect: 'open', reason: { code: 'NOT_READ', part: unread.part } } };
  }
  const possible =
    call.port === undefined
      ? [everywhereElse, ...Object.values(ports)]
      : [modeAt(guard.mutualTls, call.port)];
  const strict = possible.filter((decision) => decision?.mode === 'STRICT');
  // A client of the mesh finds out that TLS is switched off and sends plaintext: then nobody sees who it is.
  if (possible.every((decision) => decision?.mode === 'DISABLE') && call.mtls === undefined) {
    return { call: { ...call, principal: null }, finding: null };
  }
  if (strict.length === 0 || isMutual(call) === true) return { call, finding: null };
  const policy = strict[0]?.policy ? { kind: 'PeerAuthentication' as const, ...strict[0].policy } : null;
  const certain = strict.length === possible.length && isMutual(call) === false;
  return {
    call,
    finding: certain
      ? { effect: 'refuses', reason: { code: 'PLAINTEXT_REFUSED', policy, port: call.port ?? null } }
      : { effect: 'open', reason: { code: 'PLAINTEXT_UNDECIDED', policy } },
  };
}

/** Without the mesh's settings the mesh-wide mode is not known; a narrower one holds all the same. */
function meshWideUnread(guard: Guard, call: Call): Unread | undefined {
  const { everywhereElse, ports } = guard.mutualTls;
  const possible =
    call.port === undefined
      ? [everywhereElse, ...Object.values(ports)]
      : [modeAt(guard.mutualTls, call.port)];
  const wide = possible.some((decision) => decision?.scope === 'mesh' || decision?.scope === 'default');
  return wide ? unreadLists(guard.unread, 'meshconfig')[0] : undefined;
}

function isMutual(call: Call): boolean | null {
  if (call.mtls !== undefined) return call.mtls;
  return call.principal === undefined ? null : call.principal !== null;
}

/** After this stage the call's token is what the proxy made of it: claims, or none. */
export function tokenStage(guard: Guard, call: Call): { call: Call; finding: Finding | null } {
  if (guard.dataPlane === 'ztunnel' || call.protocol === 'tcp') return { call, finding: null };
  const policies = guard.requestAuthentications.map(refOf);
  const unread =
    unreadLists(guard.unread, 'requestauthentications')[0] ?? unreadLists(guard.unread, 'meshconfig')[0];
  if (unread !== undefined && call.token !== null && call.token?.state !== 'accepted') {
    return { call, finding: { effect: 'open', reason: { code: 'NOT_READ', part: unread.part } } };
  }
  const verdict = tokenVerdict(guard.requestAuthentications, call);
  switch (verdict.outcome) {
    case 'passes': {
      const { claims } = verdict;
      return { call: { ...call, token: claims && { state: 'accepted', claims } }, finding: null };
    }
    case 'refused': {
      const { status, because } = verdict;
      return {
        call,
        finding: { effect: 'refuses', reason: { code: 'TOKEN_REFUSED', status, because, policies } },
      };
    }
    case 'unknown':
      return { call, finding: { effect: 'open', reason: { code: 'TOKEN_UNDECIDED', policies } } };
  }
}
