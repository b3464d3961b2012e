import type { KongTest, SourceFailure, TestedPart } from '../../app/ports';
import type { KongWriter, Marked, WriteFailure } from '../../app/ports-of-writing';
import type {
  KongAclChange,
  KongChange,
  KongConsumerChange,
  KongRateLimitChange,
} from '../../domain/access/change';
import {
  aclStanding,
  consumerStanding,
  isInScope,
  ownRateLimit,
  RATE_PERIODS,
  rateLimitConfig,
  rateLimitStanding,
} from '../../domain/access/kong-standing';
import { kongTagsOf, remarkedTags } from '../../domain/access/ownership';
import type { Acl, Plugin } from '../../domain/kong/entities';
import { err, ok, type Result } from '../../domain/result';
import { makeSo, rehearseSo, type Look } from '../http/make-so';
import type { KongEstate } from './kong-source';
import { asSourceFailure, createWriterSwitches, type Calls, type WriterSwitches } from './writer-switches';

type Deps = { now: () => number; id: () => string };

type Effects = {
  part: string;
  /** What has to be there. */
  needs: Needed[];
  /** What the gateway would say against the write beside that; null: nothing. */
  check: () => WriteFailure | null;
  take: () => void;
};
type Needed = { kind: 'service' | 'consumer'; id: string; name: string };
type Found = Look & { rehearse: () => Result<{ warnings: string[] }, WriteFailure> };

/**
 * Writes a Kong in memory, the estate that a memory source reads, the same for every connection. Parts that can fail: `acls`, `consumers`,
 * `plugins` when they are read, and `write acls`, … when they are written or tried out.
 */
export const createMemoryKongWriter = (estate: KongEstate, deps: Deps): KongWriter & WriterSwitches => {
  const { switches, run } = createWriterSwitches(deps.now);
  return {
    ...switches,
    look: ({ secrets }, marked, errand) =>
      run({ secrets, errand }, (calls) => {
        const found = find(estate, { marked, calls, deps });
        return Promise.resolve(found.ok ? ok(found.value.standing) : found);
      }),
    make: ({ secrets }, marked, errand) =>
      run({ secrets, errand }, (calls) =>
        makeSo(() => Promise.resolve(find(estate, { marked, calls, deps }))),
      ),
    rehearse: ({ secrets }, marked, errand) =>
      run({ secrets, errand }, (calls) =>
        rehearseSo(
          () => Promise.resolve(find(estate, { marked, calls, deps })),
          (one) => Promise.resolve(one.rehearse()),
        ),
      ),
    test: async ({ secrets }, errand) => {
      const { result, exchanges } = await run({ secrets, errand }, (calls) =>
        Promise.resolve(tested(estate, calls)),
      );
      return { result: result.ok ? result : err(asSourceFailure(result.error)), exchanges };
    },
  };
};

const ENTITIES = ['consumers', 'acls', 'plugins'];

const tested = (estate: KongEstate, calls: Calls): Result<KongTest, WriteFailure> => {
  const node = calls.read('node', () => estate.node);
  if (!node.ok) return node;
  const failureOf = (part: string): SourceFailure | null => {
    const asked = calls.read(part, () => null);
    return asked.ok ? null : asSourceFailure(asked.error);
  };
  const isReadOnly = estate.node.database === 'off';
  const reads = ENTITIES.map((part): TestedPart => ({ part, failure: failureOf(part) }));
  const writes = ENTITIES.map((part): TestedPart => ({
    part,
    writes: true,
    failure: isReadOnly ? { code: 'READ_ONLY' } : failureOf(`write ${part}`),
  }));
  return ok({ node: node.value, parts: [...reads, ...writes] });
};

type Trip<C extends KongChange = KongChange> = { marked: Marked<C>; calls: Calls; deps: Deps };

const find = (estate: KongEstate, { marked, calls, deps }: Trip): Result<Found, WriteFailure> => {
  const { change, requestId } = marked;
  switch (change.kind) {
    case 'kong-acl':
      return findAcl(estate, { marked: { change, requestId }, calls, deps });
    case 'kong-consumer':
      return findConsumer(estate, { marked: { change, requestId }, calls, deps });
    case 'kong-rate-limit':
      return findRateLimit(estate, { marked: { change, requestId }, calls, deps });
  }
};

/** A node without a database refuses every write before it looks at it. */
const found = (
  estate: KongEstate,
  { standing, effects, calls }: { standing: Look['standing']; effects: Effects; calls: Calls },
): Result<Found, WriteFailure> => {
  const { part, needs, take } = effects;
  const check = (): WriteFailure | null => (estate.node.database === 'off' ? READ_ONLY : effects.check());
  const missing = (): Needed[] => needs.filter((one) => !isThere(estate, one));
  const write = () =>
    calls.write(part, () => {
      const [gone] = missing();
      const refusal = check() ?? (gone === undefined ? null : notThere(gone));
      if (refusal === null) take();
      return refusal;
    });
  const rehearse = (): Result<{ warnings: string[] }, WriteFailure> => {
    const asked = calls.read(part, check);
    if (!asked.ok) return asked;
    const service = missing().find(({ kind }) => kind === 'service');
    const refusal = asked.value ?? (service === undefined ? null : notThere(service));
    if (refusal !== null) return err(refusal);
    return ok({ warnings: missing().map(({ name }) => `The consumer ${name} is not there yet.`) });
  };
  return ok({ standing, write, rehearse });
};

const READ_ONLY: WriteFailure = { code: 'READ_ONLY', status: 405 };
const TAKEN: WriteFailure = { code: 'CHANGED_MEANWHILE', status: 409 };

const isThere = (estate: KongEstate, { kind, id }: Needed): boolean =>
  (kind === 'service' ? estate.services : estate.consumers).some((one) => one.id === id);
const notThere = ({ kind, name }: Needed): WriteFailure => ({ code: 'NOT_THERE', detail: `${kind} ${name}` });

const findAcl = (
  estate: KongEstate,
  { marked: { change, requestId }, calls, deps }: Trip<KongAclChange>,
): Result<Found, WriteFailure> => {
  const read = calls.read('acls', () => estate.acls ?? []);
  if (!read.ok) return read;
  const { consumer, group } = change;
  const isIt = (acl: Acl): boolean => acl.consumerId === consumer.id && acl.group === group;
  const seen = read.value.find(isIt);
  const present: Effects = {
    part: 'write acls',
    needs: [{ kind: 'consumer', ...consumer }],
    check: () => ((estate.acls ?? []).some(isIt) ? TAKEN : null),
    take: () => {
      const acl = { id: deps.id(), consumerId: consumer.id, group, tags: kongTagsOf(requestId) };
      estate.acls = [...(estate.acls ?? []), { ...acl, createdAt: secondsOf(deps) }];
    },
  };
  const absent: Effects = {
    part: 'write acls',
    needs: [],
    check: () => null,
    take: () => {
      // By its id: what somebody put in its place meanwhile has another one.
      estate.acls = (estate.acls ?? []).filter((acl) => acl.id !== seen?.id);
    },
  };
  const standing = aclStanding(change, read.value);
  return found(estate, { standing, effects: change.want === 'present' ? present : absent, calls });
};

const findConsumer = (
  estate: KongEstate,
  { marked: { change, requestId }, calls, deps }: Trip<KongConsumerChange>,
): Result<Found, WriteFailure> => {
  const { id, name } = change.consumer;
  const read = calls.read('consumers', () => ({
    consumer: estate.consumers.find((one) => one.id === id) ?? null,
    namesake: estate.consumers.find((one) => one.id !== id && one.username === name) ?? null,
    holds: heldBy(estate, id),
  }));
  if (!read.ok) return read;
  const isTaken = () => estate.consumers.some((one) => one.id === id || one.username === name);
  const present: Effects = {
    part: 'write consumers',
    needs: [],
    check: () => (isTaken() ? TAKEN : null),
    take: () => {
      const consumer = { id, username: name, customId: null, tags: kongTagsOf(requestId) };
      estate.consumers.push({ ...consumer, createdAt: secondsOf(deps) });
    },
  };
  const absent: Effects = {
    part: 'write consumers',
    needs: [],
    check: () => null,
    take: () => {
      estate.consumers = estate.consumers.filter((one) => one.id !== id);
      estate.acls = (estate.acls ?? []).filter((acl) => acl.consumerId !== id);
      estate.plugins = estate.plugins.filter(({ scope }) => scope.consumerId !== id);
      estate.credentialCounts = (estate.credentialCounts ?? []).filter((one) => one.consumerId !== id);
    },
  };
  const standing = consumerStanding(change, read.value);
  return found(estate, { standing, effects: change.want === 'present' ? present : absent, calls });
};

const heldBy = (estate: KongEstate, id: string): string[] => [
  ...(estate.acls ?? []).filter((acl) => acl.consumerId === id).map(({ group }) => `the group ${group}`),
  ...estate.plugins.filter(({ scope }) => scope.consumerId === id).map((one) => `the plugin ${one.name}`),
  ...(estate.credentialCounts ?? [])
    .filter((one) => one.consumerId === id)
    .map(({ kind, count }) => `${count} ${kind}`),
];

const findRateLimit = (
  estate: KongEstate,
  { marked: { change, requestId }, calls, deps }: Trip<KongRateLimitChange>,
): Result<Found, WriteFailure> => {
  const { service, consumer } = change;
  const instances = (): Plugin[] =>
    estate.plugins.filter((plugin) => plugin.id === change.id || isInScope(change, plugin));
  const read = calls.read('plugins', instances);
  if (!read.ok) return read;
  const present: Effects = {
    part: 'write plugins',
    needs: [
      { kind: 'service', ...service },
      { kind: 'consumer', ...consumer },
    ],
    check: () =>
      invalid(change) ?? (instances().length > (ownRateLimit(read.value) === null ? 0 : 1) ? TAKEN : null),
    take: () => {
      const before = ownRateLimit(instances());
      const next = limited(change, { requestId, at: secondsOf(deps), before });
      estate.plugins = [...estate.plugins.filter((plugin) => plugin !== before), next];
    },
  };
  const absent: Effects = {
    part: 'write plugins',
    needs: [],
    check: () => null,
    take: () => {
      const ours = ownRateLimit(instances());
      estate.plugins = estate.plugins.filter((plugin) => plugin !== ours);
    },
  };
  const standing = rateLimitStanding(change, read.value);
  return found(estate, { standing, effects: change.want === 'present' ? present : absent, calls });
};

const limited = (
  { id, service, consumer, limits }: KongRateLimitChange,
  { requestId, at, before }: { requestId: string; at: number; before: Plugin | null },
): Plugin => ({
  id,
  name: 'rate-limiting',
  instanceName: null,
  protocols: ['grpc', 'grpcs', 'http', 'https'],
  hiddenFields: [],
  ordering: null,
  condition: null,
  createdAt: at,
  ...before,
  enabled: true,
  scope: { serviceId: service.id, consumerId: consumer.id, routeId: null, consumerGroupId: null },
  tags: remarkedTags(before?.tags ?? [], requestId),
  config: { ...before?.config, ...rateLimitConfig(limits) },
  updatedAt: at,
});

/** @source rate-limiting's schema (Kong 3.9.3): at least one limit, above 0, none below that of a shorter period */
const invalid = ({ limits }: KongRateLimitChange): WriteFailure | null => {
  const said = RATE_PERIODS.flatMap((period) => limits[period] ?? []);
  const isFine = said.length > 0 && said.every((one, n) => one > 0 && one >= (said[n - 1] ?? 0));
  return isFine ? null : { code: 'INVALID', status: 400, detail: 'plugins' };
};

const secondsOf = ({ now }: Deps): number => Math.floor(now() / 1000);
