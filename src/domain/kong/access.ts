import { agreedVerdict, type Decision } from '../decision';
import type { Unread } from '../source';
import { refTo, type Doubt, type KongReason } from './access-reason';
import type { Caller, Identity } from './caller';
import type { Plugin, Route } from './entities';
import type { PluginSlot } from './execution-order';
import { gateOf } from './gates/all';
import { goesOn, refuses, type Ends, type Outcome } from './gates/gate';
import { NOBODY, pluginSlots, possibleInstances, type ScopedCaller } from './plugins-in-force';
import type { KongIndex } from './snapshot';

/** `status` and `message` are the gateway's own answer; null where the service or a function answers, or where they are not known. */
export type KongDecision = Decision<KongReason> & { status: number | null; message: string | null };

/**
 * May `caller` call `route`? Walks the plugins in Kong's order for every completion of what is not known; `unknown` exactly when
 * completions end differently. The route is taken to match: which route wins is the router's question.
 * Rate and size limits and checks of content are remarks, never a verdict. Never throws.
 */
export const decideAccess = (index: KongIndex, route: Route, caller: Caller): KongDecision => {
  const walk: Walk = { travellers: [START], ends: [], doubts: [] };
  passRoute(walk, index, { route, caller });
  if (index.unread('plugins').length > 0) passAnything(walk, { code: 'NOT_READ', part: 'plugins' });
  for (const slot of pluginSlots(index, route)) passSlot(walk, index, { slot, caller });
  return conclusion(walk, index, route);
};

/** One completion on its way: who Kong takes the caller for, and why so far. */
type Traveller = { identity: Identity; trail: KongReason[] };
type Ended = Ends & { trail: KongReason[] };
type Walk = { travellers: Traveller[]; ends: Ended[]; doubts: Doubt[] };

const START: Traveller = { identity: { kind: 'nobody' }, trail: [] };

/** What Kong answers before any plugin runs. */
const passRoute = (
  walk: Walk,
  index: KongIndex,
  { route, caller }: { route: Route; caller: Caller },
): void => {
  const service = route.serviceId === null ? null : index.service(route.serviceId);
  if (service?.enabled === false) {
    const reason = { code: 'SERVICE_DISABLED', service: service.name ?? service.id } as const;
    step(walk, [refuses(reason, NO_ROUTE)]);
  } else if (service === undefined) {
    const doubt = { code: 'NOT_READ', part: 'services' } as const;
    walk.doubts.push(doubt);
    step(walk, [goesOn(START.identity), refuses(doubt, NO_ROUTE)]);
  }
  if (caller.scheme === 'http' && !route.protocols.includes('http') && route.protocols.includes('https')) {
    const status = route.httpsRedirectStatusCode;
    const message = status === 426 ? 'Please use HTTPS protocol' : null;
    step(walk, [refuses({ code: 'HTTPS_ONLY', status }, { status, message })]);
  }
  // In the expressions flavor the protocol is part of the match, except for routes that only take https.
  const isHttpOnly = route.protocols.includes('http') && !route.protocols.includes('https');
  if (caller.scheme === 'https' && isHttpOnly && index.snapshot.node?.flavor === 'expressions') {
    step(walk, [refuses({ code: 'HTTP_ONLY' }, NO_ROUTE)]);
  }
};

const NO_ROUTE = { status: 404, message: 'no Route matched with those values' };

/** Plugins that were not read may refuse, or make the caller anybody. */
const passAnything = (walk: Walk, doubt: Doubt): void => {
  walk.doubts.push(doubt);
  step(walk, [goesOn({ kind: 'uncertain' }), refuses(doubt, null)]);
};

const step = (walk: Walk, outcomes: readonly Outcome[]): void => {
  const travellers = walk.travellers;
  walk.travellers = [];
  for (const traveller of travellers) for (const outcome of outcomes) move(walk, traveller, outcome);
};

const move = (walk: Walk, { trail }: Traveller, outcome: Outcome): void => {
  const longer = outcome.reason === null ? trail : [...trail, outcome.reason];
  if (outcome.goes === 'out') walk.ends.push({ ...outcome, trail: longer });
  else walk.travellers.push({ identity: outcome.identity, trail: longer });
};

const passSlot = (
  walk: Walk,
  index: KongIndex,
  { slot, caller }: { slot: PluginSlot; caller: Caller },
): void => {
  const travellers = walk.travellers;
  walk.travellers = [];
  for (const traveller of travellers) {
    const candidates = possibleInstances(slot, scopedCaller(traveller.identity, index));
    if (candidates.length > 1)
      walk.doubts.push({ code: 'CALLER_NOT_KNOWN', plugin: refTo(slot.instances[0]) });
    for (const plugin of candidates) {
      if (plugin === null || plugin.condition !== null) move(walk, traveller, goesOn(traveller.identity));
      if (plugin !== null)
        passInstance(walk, traveller, {
          slot,
          plugin,
          turn: { identity: traveller.identity, caller, index },
        });
    }
  }
  walk.travellers = distinct(walk.travellers);
};

type Instance = {
  slot: PluginSlot;
  plugin: Plugin;
  turn: { identity: Identity; caller: Caller; index: KongIndex };
};

const passInstance = (walk: Walk, traveller: Traveller, { slot, plugin, turn }: Instance): void => {
  if (plugin.condition !== null) {
    walk.doubts.push({ code: 'CONDITION_NOT_KNOWN', plugin: refTo(plugin), condition: plugin.condition });
  }
  const { outcomes, doubt } = gateOf(slot.known)(plugin, turn);
  if (doubt !== null) walk.doubts.push(doubt);
  for (const outcome of outcomes) move(walk, traveller, outcome);
};

const scopedCaller = (identity: Identity, index: KongIndex): ScopedCaller => {
  switch (identity.kind) {
    case 'nobody':
    case 'credential':
      return NOBODY;
    case 'uncertain':
      return { consumerIds: 'not known', consumerGroupIds: 'not known' };
    case 'consumer': {
      const groups = index.consumerGroupsOf(identity.id);
      return { consumerIds: [identity.id], consumerGroupIds: groups?.map(({ id }) => id) ?? 'not known' };
    }
  }
};

/** Completions that Kong can no longer tell apart go on as one, so that their number stays small. */
const distinct = (travellers: Traveller[]): Traveller[] => [
  ...new Map(
    [...travellers].reverse().map((traveller) => [JSON.stringify(traveller.identity), traveller]),
  ).values(),
];

const conclusion = (walk: Walk, index: KongIndex, route: Route): KongDecision => {
  // Kong asks for a service only after the plugins had their turn: one of them may have answered.
  const last = route.serviceId === null ? refuses({ code: 'NO_SERVICE' }, NO_SERVICE) : REACHED;
  for (const traveller of walk.travellers)
    walk.ends.push({ ...last, trail: [...traveller.trail, last.reason] });
  const [first, ...others] = walk.ends;
  if (first === undefined) throw new Error('a walk without an end');

  const verdict = agreedVerdict([first.verdict, ...others.map((end) => end.verdict)]);
  if (verdict === 'unknown') {
    return {
      verdict,
      reasons: distinctReasons(walk.doubts),
      unread: unreadBehind(walk.doubts, index),
      status: null,
      message: null,
    };
  }
  const agree = (field: 'status' | 'message'): boolean => others.every((end) => end[field] === first[field]);
  return {
    verdict,
    reasons: first.trail,
    unread: [],
    status: agree('status') ? first.status : null,
    message: agree('message') ? first.message : null,
  };
};

const NO_SERVICE = { status: 503, message: 'no Service found with those values' };
const REACHED = {
  verdict: 'allowed',
  status: null,
  message: null,
  reason: { code: 'NOTHING_REFUSES' },
  goes: 'out',
} as const;

const distinctReasons = <R extends KongReason>(reasons: R[]): R[] => [
  ...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values(),
];

const PARTS_BEHIND: Readonly<Partial<Record<Doubt['code'], string[]>>> = {
  CALLER_NOT_KNOWN: ['consumers', 'consumer_groups'],
  GROUPS_NOT_KNOWN: ['acls', 'consumer_groups'],
};

const unreadBehind = (doubts: Doubt[], index: KongIndex): Unread[] => {
  const parts = doubts.flatMap((doubt) =>
    doubt.code === 'NOT_READ' ? [doubt.part] : (PARTS_BEHIND[doubt.code] ?? []),
  );
  return index.unread(...parts);
};
