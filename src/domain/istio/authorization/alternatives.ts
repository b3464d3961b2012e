import { modesOf } from '../mtls';
import type { EffectiveMode, ModeDecision } from '../mtls-scopes';
import type { Policy, Workload } from '../resources';
import { unreadLists } from '../unread-kinds';
import type { Guard, SupposedTokens } from './guard';
import { refOf } from './policy-ref';
import type { AuthorizationReason } from './reasons';

/** A guard as it may be where not everything was read, and (`doubts`) what would have to be read to know. */
export type Alternative = { guard: Guard; doubts: readonly AuthorizationReason[] };

/**
 * What else may hold beside `guard`, the fewest doubts first: other settings of the mesh, every mode of mutual TLS, everything that may
 * become of a token. Empty where all was read and understood.
 * @param others the same guard under the mesh's other possible settings
 */
export function alternativesTo(
  guard: Guard,
  others: readonly Guard[],
  workload: Workload,
): readonly Alternative[] {
  const settings = unreadLists(guard.unread, 'meshconfig').map(notRead);
  const meshes: Alternative[] = [
    { guard, doubts: [] },
    ...others.map((other) => ({ guard: other, doubts: settings })),
  ];
  return meshes
    .flatMap((mesh) => underOtherModes(mesh, workload))
    .flatMap(underOtherTokens)
    .filter((alternative) => alternative.guard !== guard)
    .sort((one, other) => one.doubts.length - other.doubts.length);
}

const notRead = ({ part }: { part: string }): AuthorizationReason => ({ code: 'NOT_READ', part });

/** ztunnel always takes mutual TLS. */
const MODES: Record<'sidecar' | 'ztunnel', readonly EffectiveMode[]> = {
  sidecar: ['STRICT', 'PERMISSIVE', 'DISABLE'],
  ztunnel: ['STRICT', 'PERMISSIVE'],
};

function underOtherModes({ guard, doubts }: Alternative, workload: Workload): Alternative[] {
  const { mutualTls } = guard;
  const more = mutualTls.everywhereElse === null ? [] : modeDoubts(guard, workload);
  if (mutualTls.everywhereElse === null || more.length === 0) return [{ guard, doubts }];
  const supposed = MODES[mutualTls.dataPlane].map((mode) => ({
    guard: {
      ...guard,
      mutualTls: {
        ...mutualTls,
        everywhereElse: { mode, scope: 'default' as const, policy: null },
        ports: {},
      },
    },
    doubts: [...doubts, ...more],
  }));
  return [{ guard, doubts }, ...supposed];
}

/**
 * What would have to be read to know the modes of mutual TLS for certain.
 * @param decisions those asked about; all of them unless said
 */
export function modeDoubts(
  guard: Guard,
  workload: Workload,
  decisions: readonly ModeDecision[] = modesOf(guard.mutualTls, {}),
): AuthorizationReason[] {
  const { mesh, unread, mutualTls, attached } = guard;
  if (mutualTls.everywhereElse === null) return [];
  const strange = attached.flatMap(({ policy }) =>
    policy.kind === 'PeerAuthentication' ? strangePolicy(policy) : [],
  );
  const lists = unreadLists(unread, 'peerauthentications');
  const wide = `peerauthentications in ${mesh.rootNamespace}`;
  const narrow = lists.filter(({ part }) => part !== wide || workload.namespace === mesh.rootNamespace);
  const ofTheMesh = [...lists.filter(({ part }) => part === wide), ...unreadLists(unread, 'meshconfig')];
  return [
    ...strange,
    ...narrow.map(notRead),
    ...(isMeshWide(guard, decisions) ? ofTheMesh.map(notRead) : []),
  ];
}

/** Whether one is as it is because the whole mesh says so, or nobody says anything. ztunnel mixes scopes where ports are named. */
function isMeshWide({ mutualTls, dataPlane }: Guard, decisions: readonly ModeDecision[]): boolean {
  const wide = decisions.some(({ scope }) => scope === 'mesh' || scope === 'default');
  return wide || (dataPlane === 'ztunnel' && Object.keys(mutualTls.ports).length > 0);
}

const TOKENS: readonly SupposedTokens[] = ['refused', 'accepted', 'ignored'];

function underOtherTokens({ guard, doubts }: Alternative): Alternative[] {
  const { dataPlane, unread, requestAuthentications } = guard;
  const more = [
    ...unreadLists(unread, 'requestauthentications').map(notRead),
    ...unreadLists(unread, 'meshconfig').map(notRead),
    ...requestAuthentications.flatMap(strangePolicy),
  ];
  if (dataPlane === 'ztunnel' || more.length === 0) return [{ guard, doubts }];
  const supposed = TOKENS.map((tokens) => ({ guard: { ...guard, tokens }, doubts: [...doubts, ...more] }));
  return [{ guard, doubts }, ...supposed];
}

function strangePolicy(policy: Policy): AuthorizationReason[] {
  const fields = policy.unknownFields.filter((path) => path.startsWith('spec.'));
  return fields.length === 0 ? [] : [{ code: 'POLICY_NOT_UNDERSTOOD', policy: refOf(policy), fields }];
}
