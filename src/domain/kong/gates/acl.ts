import { refTo } from '../access-reason';
import type { Identity } from '../caller';
import type { Plugin } from '../entities';
import { hiddenSetting, isSet, listSetting } from '../settings';
import { certainly, either, goesOn, refuses, type Gate, type Outcome, type Turn } from './gate';

const CANNOT_CONSUME = 'You cannot consume this service';

/**
 * Compares the caller's groups with a deny list, else an allow list. Names are case-sensitive.
 * @source Kong 3.9.3 kong/plugins/acl/handler.lua, measured 2080 of 2080; `include_consumer_groups`: documented, not measured
 */
export const acl: Gate = (plugin, turn) => {
  const hidden = hiddenSetting(plugin, 'allow', 'deny');
  if (hidden !== undefined) {
    const doubt = { code: 'SETTING_HIDDEN', plugin: refTo(plugin), field: hidden } as const;
    return either(doubt, goesOn(turn.identity), refuses(doubt, null));
  }
  const groups = groupsOf(plugin, turn);
  if (groups !== 'not known') return certainly(judged(plugin, turn.identity, groups));

  const doubt = { code: 'GROUPS_NOT_KNOWN', plugin: refTo(plugin) } as const;
  const asMember = judged(plugin, turn.identity, { names: listOf(plugin).groups, vouched: false });
  const asOutsider = judged(plugin, turn.identity, { names: [], vouched: false });
  return asMember.goes === asOutsider.goes ? certainly(asOutsider) : either(doubt, asMember, asOutsider);
};

const listOf = (plugin: Plugin): { type: 'allow' | 'deny'; groups: string[] } => {
  const deny = listSetting(plugin, 'deny');
  return deny.length > 0
    ? { type: 'deny', groups: deny }
    : { type: 'allow', groups: listSetting(plugin, 'allow') };
};

/** `vouched`: said by an identity provider's plugin instead of looked up among Kong's ACLs. */
type Groups = { names: readonly string[]; vouched: boolean };

/** null: there is nobody whose groups could be looked up. */
const groupsOf = (plugin: Plugin, { identity, caller, index }: Turn): Groups | null | 'not known' => {
  const vouched = caller.authenticatedGroups && { names: caller.authenticatedGroups, vouched: true };
  switch (identity.kind) {
    case 'uncertain':
      return 'not known';
    case 'nobody':
    case 'credential':
      return vouched;
    case 'consumer': {
      if (vouched !== null && (identity.anonymous || isSet(plugin, 'always_use_authenticated_groups')))
        return vouched;
      const own = index.aclGroupsOf(identity.id);
      const shared = isSet(plugin, 'include_consumer_groups') ? index.consumerGroupsOf(identity.id) : [];
      if (own === null || shared === null) return 'not known';
      return { names: [...own, ...shared.map(({ name }) => name)], vouched: false };
    }
  }
};

const judged = (plugin: Plugin, identity: Identity, groups: Groups | null): Outcome => {
  const { type, groups: listed } = listOf(plugin);
  if (groups === null) {
    return refuses(
      { code: 'NOBODY_TO_CHECK', plugin: refTo(plugin) },
      identity.kind === 'credential' ? forbidden : unauthorized,
    );
  }
  const held = groups.names.filter((group) => listed.includes(group));
  if (type === 'deny') {
    return held.length > 0
      ? refuses({ code: 'GROUP_DENIED', plugin: refTo(plugin), groups: held }, forbidden)
      : goesOn(identity, { code: 'NO_DENIED_GROUP', plugin: refTo(plugin), noneOf: listed });
  }
  if (held.length > 0) return goesOn(identity, { code: 'GROUP_HELD', plugin: refTo(plugin), groups: held });
  // An anonymous consumer without any group of its own could still sign in, so Kong answers 401 instead of 403.
  const couldSignIn =
    groups.names.length === 0 && !groups.vouched && identity.kind === 'consumer' && identity.anonymous;
  return refuses(
    { code: 'GROUP_MISSING', plugin: refTo(plugin), anyOf: listed },
    couldSignIn ? unauthorized : forbidden,
  );
};

const forbidden = { status: 403, message: CANNOT_CONSUME };
const unauthorized = { status: 401, message: 'Unauthorized' };
