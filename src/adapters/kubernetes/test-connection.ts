import { z } from 'zod';

import type { MeshTest, SourceFailure } from '../../app/ports';
import type { KubernetesConnection } from '../../domain/connection';
import { err, ok, type Result } from '../../domain/result';
import { EVERYTHING } from '../../domain/space-rules';
import { mayI, type Right } from './access-review';
import type { KubeLine } from './line';
import { MESH_CONFIG_PATH } from './read-mesh-config';
import { asKind, discover, POLICY_KINDS } from './security-api';

const version = z.object({ gitVersion: z.string(), major: z.string(), minor: z.string() });

/**
 * What answers, and what the credential may read. Kinds that may be missing are tried with lists of one; of the others the rights are
 * asked for, so that no pod and no service account is read. A reader that may not list something in the whole cluster may still do so in
 * the namespaces that spaces may show: those are asked for one by one (`pods in orders`).
 */
export const testConnection = async (
  line: KubeLine,
  { spaceRules }: KubernetesConnection,
): Promise<Result<MeshTest, SourceFailure>> => {
  const told = await readVersion(line);
  if (!told.ok) return told;
  const parts = [
    ...(await policyParts(line)),
    ...(await Promise.all(OTHER_PARTS.map(tryOn(line)))),
    ...(await Promise.all(ASKED_FOR.map(({ part, ...right }) => askFor(line, part, right)))),
  ];
  // `/version` is open to everybody; a credential that nothing accepts is no answer.
  const first = parts[0]?.failure ?? null;
  const refused = parts.every(({ failure }) => failure?.code === 'UNAUTHENTICATED');
  if (refused && first !== null) return err(first);
  const shown = [...new Set(spaceRules.flatMap(({ show }) => show.namespaces))].sort();
  const named = shown.filter((namespace) => namespace !== EVERYTHING);
  return ok({ version: told.value, parts: [...parts, ...(await partsWithin(line, named, parts))] });
};

/** `v1.34.4`. err WRONG_PRODUCT when something else answers. */
export const readVersion = async (line: KubeLine): Promise<Result<string, SourceFailure>> => {
  const answer = await line.get('/version');
  if (!answer.ok) return err(asVersion(answer.error));
  const read = version.safeParse(answer.value);
  return read.success ? ok(read.data.gitVersion) : err({ code: 'WRONG_PRODUCT' });
};

type Part = MeshTest['parts'][number];

const OTHER_PARTS = [
  { part: 'services', path: '/api/v1/services?limit=1' },
  { part: 'meshconfig', path: MESH_CONFIG_PATH },
];

type Asked = Omit<Right, 'namespace'> & { part: string };

const ASKED_FOR: readonly Asked[] = [
  { part: 'namespaces', verb: 'get', group: '', resource: 'namespaces' },
  { part: 'pods', verb: 'list', group: '', resource: 'pods' },
  { part: 'serviceaccounts', verb: 'list', group: '', resource: 'serviceaccounts' },
  { part: 'gateways', verb: 'list', group: 'networking.istio.io', resource: 'gateways' },
];

const BY_NAMESPACE: readonly Asked[] = [
  ...POLICY_KINDS.map(({ plural }) => ({
    part: plural,
    verb: 'list' as const,
    group: 'security.istio.io',
    resource: plural,
  })),
  { part: 'services', verb: 'list', group: '', resource: 'services' },
  ...ASKED_FOR,
];

const askFor = async (
  line: KubeLine,
  part: string,
  right: Omit<Right, 'namespace'> & { namespace?: string },
): Promise<Part> => {
  const answer = await mayI(line, { namespace: '', ...right });
  if (!answer.ok) return { part, failure: answer.error };
  return { part, failure: answer.value ? null : { code: 'NOT_PERMITTED' } };
};

/** Each namespace costs a call for everything that is closed, and Forge allows 100 calls a minute. */
const MOST_NAMESPACES = 8;

/** Of what is closed in the whole cluster, where it is open; namespaces beyond the eighth are named as not tried. */
const partsWithin = async (
  line: KubeLine,
  namespaces: readonly string[],
  parts: readonly Part[],
): Promise<Part[]> => {
  const closed = parts.filter(({ failure }) => failure?.code === 'NOT_PERMITTED').map(({ part }) => part);
  const rights = BY_NAMESPACE.filter(({ part }) => closed.includes(part));
  if (rights.length === 0) return [];
  const asked = namespaces
    .slice(0, MOST_NAMESPACES)
    .flatMap((namespace) =>
      rights.map(({ part, ...right }) => askFor(line, `${part} in ${namespace}`, { ...right, namespace })),
    );
  const notTried = namespaces
    .slice(MOST_NAMESPACES)
    .map((namespace): Part => ({ part: `namespace ${namespace}`, failure: { code: 'BUDGET_SPENT' } }));
  return [...(await Promise.all(asked)), ...notTried];
};

const policyParts = async (line: KubeLine): Promise<Part[]> => {
  const api = await discover(line);
  if (!api.ok) return POLICY_KINDS.map(({ plural }) => ({ part: plural, failure: api.error }));
  const tried = await Promise.all(
    POLICY_KINDS.map(({ plural }) =>
      tryOn(line)({ part: plural, path: `/apis/${api.value.groupVersion}/${plural}?limit=1` }),
    ),
  );
  return tried.map(({ part, failure }) => ({ part, failure: failure === null ? null : asKind(failure) }));
};

const tryOn =
  (line: KubeLine) =>
  async ({ part, path }: { part: string; path: string }): Promise<Part> => {
    const answer = await line.get(path);
    return { part, failure: answer.ok ? null : answer.error };
  };

/** Every Kubernetes API tells its version; 404 there is somebody else's. */
const asVersion = (failure: SourceFailure): SourceFailure =>
  failure.code === 'NOT_THERE' ? { ...failure, code: 'WRONG_PRODUCT' } : failure;
