import type { Errand, SourceFailure, StoredSecrets } from '../../app/ports';
import type { KongApi } from '../../domain/connection';
import type { Json } from '../../domain/json';
import { err, type Result } from '../../domain/result';
import { segment } from '../http/address';
import type { Caller, Session } from '../http/call';

/** An open way to one control plane for one errand. */
export type KongLine = {
  api: KongApi;
  /** An entity's path, workspace excluded: `/services?size=1000`. */
  get(path: string): Promise<Result<Json, SourceFailure>>;
  /** `GET /`: the node's own page, which has no workspace. */
  getRoot(): Promise<Result<Json, SourceFailure>>;
  exchanges: Session['exchanges'];
};

type Options = { api: KongApi; secrets: StoredSecrets | null; errand: Errand };

export const openLine = (call: Caller, { api, secrets, errand }: Options): KongLine => {
  const session = call.open({ url: urlOf(api), errand, credential: credentialOf(api, secrets) });
  const workspace = api.type === 'admin' && api.workspace !== null ? segment(api.workspace) : '';
  return {
    api,
    get: async (path) =>
      workspace === null
        ? err({ code: 'NOT_THERE' })
        : session.get((workspace === '' ? '' : `/${workspace}`) + path),
    getRoot: () => session.get('/'),
    exchanges: () => session.exchanges(),
  };
};

/** @source konghq.com, control-planes-config v2 3.15.0 (documented, not measured) */
const urlOf = (api: KongApi): string =>
  api.type === 'admin'
    ? api.url
    : `https://${api.region}.api.konghq.com/v2/control-planes/${segment(api.controlPlaneId) ?? 'none'}/core-entities`;

const credentialOf = (api: KongApi, secrets: StoredSecrets | null) => {
  if (api.type === 'konnect') {
    return { secrets, headersOf: (secret: string) => ({ authorization: `Bearer ${secret}` }) };
  }
  const header = api.tokenHeader;
  return header === null ? null : { secrets, headersOf: (secret: string) => ({ [header]: secret }) };
};
