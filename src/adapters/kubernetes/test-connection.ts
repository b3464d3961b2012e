import { z } from 'zod';

import type { MeshTest, SourceFailure } from '../../app/ports';
import { err, ok, type Result } from '../../domain/result';
import type { KubeLine } from './line';
import { MESH_CONFIG_PATH } from './read-mesh-config';
import { asKind, discover, POLICY_KINDS } from './security-api';

const version = z.object({ gitVersion: z.string(), major: z.string(), minor: z.string() });

/**
 * What answers, and what the credential may list in the whole cluster, tried with lists of one: a SelfSubjectAccessReview would be a
 * write. A reader bound to single namespaces shows 403 here and still reads those.
 */
export const testConnection = async (line: KubeLine): Promise<Result<MeshTest, SourceFailure>> => {
  const told = await readVersion(line);
  if (!told.ok) return told;
  const parts = [...(await policyParts(line)), ...(await Promise.all(OTHER_PARTS.map(tryOn(line))))];
  // `/version` is open to everybody; a credential that nothing accepts is no answer.
  const first = parts[0]?.failure ?? null;
  const refused = parts.every(({ failure }) => failure?.code === 'UNAUTHENTICATED');
  return refused && first !== null ? err(first) : ok({ version: told.value, parts });
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
