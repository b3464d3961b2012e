import type { PageSettingsStore } from '../../src/app/ports';
import type {
  Commit,
  Outbox,
  PolicyStore,
  ProjectionStore,
  RequestStore,
  SettingStore,
  SigningKeys,
} from '../../src/app/ports-of-access';
import { chainOfSpace } from '../../src/domain/access/ledger';
import type { AccessRequest } from '../../src/domain/access/request';
import { signHead } from '../../src/domain/access/signed-head';
import { verifyingKeyOf, type SigningKey } from '../../src/domain/access/signature';
import { person } from '../../src/domain/access/transition';
import { concludeChain, walkChain, wholeChain } from '../../src/domain/access/verify-chain';
import { withdrawRequest } from '../../src/domain/access/withdraw-request';
import { openRequest } from '../../src/domain/access/open-request';
import { aPlan, aPolicy, anOpening, DARIO, NOW, SAM, valueOf } from '../domain/access/builders';
import { good } from '../entry/a-world';

export type RequestsWorld = {
  requests: RequestStore;
  policies: PolicyStore;
  recorded: SettingStore;
  projections: ProjectionStore;
  settings: PageSettingsStore;
  signing: SigningKeys;
  outbox: Outbox;
};

const KEY: SigningKey = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
export const SPACE = '65537';
export const CHAIN = chainOfSpace(SPACE);
export const CONFLICT = { ok: false, error: { code: 'CONFLICT' } };

export const opening = (id: string, over: Partial<Commit> = {}, at = NOW): Commit => {
  const { request, entry } = valueOf(
    openRequest(anOpening({ id }), { now: at, policy: aPolicy(), plan: aPlan() }),
  );
  return decisionOf({ request, entry, ...over });
};

export const withdrawing = (request: AccessRequest, over: Partial<Commit> = {}, now = NOW + 1): Commit => {
  const step = withdrawRequest(request, { by: DARIO, seen: request }, { now, aliases: [] });
  const { request: next, entry } = valueOf(step);
  return decisionOf({ request: next, entry, ...over });
};

export const decisionOf = (parts: Partial<Commit> & Pick<Commit, 'entry'>): Commit => ({
  chain: CHAIN,
  request: null,
  policy: null,
  settings: [],
  page: null,
  mappings: [],
  keys: null,
  command: null,
  effects: [],
  seal: (head) => signHead(head, KEY),
  ...parts,
});

export const settingPolicy = (rev: number): Commit =>
  decisionOf({
    entry: {
      type: 'policy.changed',
      at: NOW,
      actor: person(SAM),
      req: null,
      rev,
      planHash: null,
      body: {},
    },
    policy: { spaceId: SPACE, rev, policy: aPolicy({ denials: rev + 1 }) },
  });

export const requestIn = ({ request }: { request: AccessRequest | null }): AccessRequest => {
  if (request === null) throw new Error('no request');
  return request;
};

/** The chain as an auditor would walk it. */
export const verdictOn = async ({ requests }: RequestsWorld) => {
  const head = good(await requests.head(CHAIN));
  if (head === null) return null;
  const records = good(await requests.records(CHAIN, { from: 1, to: 100 }));
  const keys = [verifyingKeyOf(KEY, 0)];
  return { records, ...concludeChain(walkChain(wholeChain(CHAIN), records), { head, keys }) };
};
