import { refTo } from '../access-reason';
import type { Credential, Identity } from '../caller';
import type { Consumer, Plugin } from '../entities';
import { hiddenSetting, textSetting } from '../settings';
import { certainly, either, goesOn, refuses, type Gate, type Outcome, type Passage, type Turn } from './gate';

/**
 * Finds out who calls. Without `anonymous` the plugin insists (several such plugins: AND, the last one's consumer counts); with
 * `anonymous` it is content with whoever was accepted before, and lets everybody else in as the anonymous consumer (OR).
 * @source Kong 3.9.3 kong/plugins/key-auth/handler.lua and its siblings; measured for key-auth and basic-auth in both combinations.
 * Enterprise's plugins (openid-connect, mtls-auth, …): documented, not measured.
 */
export const authentication: Gate = (plugin, turn) => {
  const { identity, caller } = turn;
  const anonymous = textSetting(plugin, 'anonymous');
  if (hiddenSetting(plugin, 'anonymous') !== undefined) {
    return either(
      { code: 'SETTING_HIDDEN', plugin: refTo(plugin), field: 'anonymous' },
      goesOn({ kind: 'uncertain' }),
      refusal(plugin),
    );
  }
  if (identity.kind === 'uncertain') {
    if (anonymous !== null) return certainly(goesOn(identity));
    return either({ code: 'CALLER_NOT_KNOWN', plugin: refTo(plugin) }, goesOn(identity), refusal(plugin));
  }
  if (anonymous !== null && holdsCredential(identity)) return certainly(goesOn(identity));

  const credential = caller.credentials.find(({ kind }) => kind === plugin.name || kind === 'any');
  if (credential?.state === 'accepted') return certainly(accepted(plugin, turn, credential.consumerId));
  if (anonymous !== null) return asAnonymous(plugin, turn, anonymous);
  return certainly(refusal(plugin, credential));
};

const holdsCredential = (identity: Identity): boolean =>
  identity.kind === 'credential' || (identity.kind === 'consumer' && !identity.anonymous);

const accepted = (plugin: Plugin, { index }: Turn, consumerId: string | null): Outcome => {
  if (consumerId === null) {
    return goesOn({ kind: 'credential' }, { code: 'AUTHENTICATED', plugin: refTo(plugin), consumer: null });
  }
  const consumer = nameOf(index.consumer(consumerId), consumerId);
  return goesOn(
    { kind: 'consumer', id: consumerId, anonymous: false },
    { code: 'AUTHENTICATED', plugin: refTo(plugin), consumer },
  );
};

const asAnonymous = (plugin: Plugin, { index }: Turn, anonymous: string): Passage => {
  const consumer = index.consumer(anonymous);
  const reason = { code: 'ANONYMOUS', plugin: refTo(plugin), consumer: nameOf(consumer, anonymous) } as const;
  if (consumer !== undefined)
    return certainly(goesOn({ kind: 'consumer', id: consumer.id, anonymous: true }, reason));
  const missing = refuses(
    { code: 'ANONYMOUS_CONSUMER_MISSING', plugin: refTo(plugin), consumer: anonymous },
    { status: 500, message: null },
  );
  if (index.unread('consumers').length === 0) return certainly(missing);
  return either(
    { code: 'CALLER_NOT_KNOWN', plugin: refTo(plugin) },
    goesOn({ kind: 'uncertain' }, reason),
    missing,
  );
};

/** Messages where Kong has exactly one; others depend on what is wrong with the credential. */
const refusal = (plugin: Plugin, credential?: Credential): Outcome => {
  const code = credential?.state === 'refused' ? 'CREDENTIAL_REFUSED' : 'CREDENTIAL_MISSING';
  return refuses({ code, plugin: refTo(plugin) }, { status: 401, message: messageOf(plugin.name, code) });
};

const messageOf = (plugin: string, code: 'CREDENTIAL_MISSING' | 'CREDENTIAL_REFUSED'): string | null => {
  switch (plugin) {
    case 'key-auth':
      return code === 'CREDENTIAL_MISSING' ? 'No API key found in request' : 'Unauthorized';
    case 'basic-auth':
    case 'ldap-auth':
      return 'Unauthorized';
    case 'jwt':
    case 'hmac-auth':
      return code === 'CREDENTIAL_MISSING' ? 'Unauthorized' : null;
    default:
      return null;
  }
};

const nameOf = (consumer: Consumer | undefined, fallback: string): string =>
  consumer?.username ?? consumer?.customId ?? fallback;
