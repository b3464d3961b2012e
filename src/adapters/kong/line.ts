import type { Errand, SourceFailure, StoredSecrets } from '../../app/ports';
import type { KongApi } from '../../domain/connection';
import type { Json, JsonObject } from '../../domain/json';
import { err, type Result } from '../../domain/result';
import { segment } from '../http/address';
import type { Caller, Session, WriteAnswer } from '../http/call';

/** An open way to one control plane for one errand. */
export type KongLine = {
  api: KongApi;
  /** An entity's path, workspace excluded: `/services?size=1000`. */
  get(path: string): Promise<Result<Json, SourceFailure>>;
  /** `GET /`: the node's own page, which has no workspace. */
  getRoot(): Promise<Result<Json, SourceFailure>>;
  /** A write, once. `refusal` is the number that Kong gives its error, or null: everything else in that body may repeat a key. */
  write(write: Write): Promise<WriteAnswer>;
  exchanges: Session['exchanges'];
};

export type Write = { method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; body?: JsonObject };

type Options = { api: KongApi; secrets: StoredSecrets | null; errand: Errand };

export const openLine = (call: Caller, { api, secrets, errand }: Options): KongLine => {
  const session = call.open({ url: urlOf(api), errand, credential: credentialOf(api, secrets) });
  const workspace = api.type === 'admin' && api.workspace !== null ? segment(api.workspace) : '';
  const within = (path: string): string => (workspace === '' ? '' : `/${workspace ?? ''}`) + path;
  return {
    api,
    get: async (path) => (workspace === null ? err({ code: 'NOT_THERE' }) : session.get(within(path))),
    getRoot: () => session.get('/'),
    write: async (write) =>
      workspace === null
        ? { ok: false, failure: { code: 'NOT_THERE' }, refusal: null, taken: 'no' }
        : session.write({ ...write, path: within(write.path), refusalOf: errorNumber }),
    exchanges: () => session.exchanges(),
  };
};

/** @source kong/db/errors.lua (3.9.3), `code` */
const errorNumber = (body: Json): Json => {
  const code = typeof body === 'object' && body !== null && !Array.isArray(body) ? body.code : null;
  return typeof code === 'number' ? code : null;
};

/** @source konghq.com, control-planes-config v2 3.15.0 (documented, not measured) */
const urlOf = (api: KongApi): string =>
  api.type === 'admin'
    ? api.url
    : `https://${api.region}.api.konghq.com/v2/control-planes/${segment(api.controlPlaneId) ?? 'none'}/core-entities`;

/**
 * Enterprise's RBAC token in the header that the connection names, Konnect's as a bearer token: documented, not measured. A key in front of
 * an OSS node: recorded.
 */
const credentialOf = (api: KongApi, secrets: StoredSecrets | null) => {
  if (api.type === 'konnect') {
    return { secrets, headersOf: (secret: string) => ({ authorization: `Bearer ${secret}` }) };
  }
  const header = api.tokenHeader;
  return header === null ? null : { secrets, headersOf: (secret: string) => ({ [header]: secret }) };
};
