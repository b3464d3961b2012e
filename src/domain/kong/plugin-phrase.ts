import { credentialPhrase } from './credential-phrase';
import type { Plugin } from './entities';
import { knownPlugin } from './known-plugins';
import { limitPhrase } from './limit-phrase';
import { hiddenSetting, listSetting, numberSetting, textSetting } from './settings';
import { allOf, anyOf, code, sentence } from './words';

/** What a plugin instance means for callers, as a clause without a full stop: members of `orders-read` only. */
export const pluginPhrase = (plugin: Plugin): string => {
  const phrase = PHRASES.get(plugin.name)?.(plugin) ?? '';
  if (phrase !== '') return phrase;
  const known = knownPlugin(plugin.name);
  switch (known?.role) {
    case 'authenticates':
      return `needs ${credentialPhrase(plugin)}`;
    case 'decides':
    case 'impersonates':
      return `${code(plugin.name)} decides by something that Gatehouse cannot see`;
    case undefined:
      return `${code(plugin.name)} runs, a plugin that Gatehouse does not know`;
    default:
      return `${code(plugin.name)} runs`;
  }
};

/** One plugin instance as a sentence, with what keeps it from running. */
export const explainPlugin = (plugin: Plugin): string => {
  const condition = plugin.condition === null ? '' : `only when ${code(plugin.condition)}: `;
  const state = plugin.enabled ? '' : 'switched off: ';
  return sentence(`${state}${condition}${pluginPhrase(plugin)}`);
};

const groups = (plugin: Plugin): string => {
  if (hiddenSetting(plugin, 'allow', 'deny') !== undefined) return 'members of groups that are not shown';
  const deny = listSetting(plugin, 'deny');
  return deny.length > 0
    ? `nobody in ${anyOf(deny)}`
    : `members of ${anyOf(listSetting(plugin, 'allow'))} only`;
};

const addresses = (plugin: Plugin): string => {
  if (hiddenSetting(plugin, 'allow', 'deny') !== undefined) return 'from addresses that are not shown';
  const allow = listSetting(plugin, 'allow');
  const deny = listSetting(plugin, 'deny');
  const clauses = [
    ...(allow.length > 0 ? [`from ${anyOf(allow)} only`] : []),
    ...(deny.length > 0 ? [`not from ${anyOf(deny)}`] : []),
  ];
  return clauses.join(', ');
};

const termination = (plugin: Plugin): string => {
  const status = numberSetting(plugin, 'status_code') ?? 503;
  const message = textSetting(plugin, 'message');
  const trigger = textSetting(plugin, 'trigger');
  const answer = `answered with ${status}${message === null ? '' : ` ${code(message)}`} before the service is reached`;
  return trigger === null ? answer : `${answer} when the call carries ${code(trigger)}`;
};

const redirect = (plugin: Plugin): string => {
  const location = textSetting(plugin, 'location');
  return `callers are sent on to ${location === null ? 'another address' : code(location)}`;
};

const origins = (plugin: Plugin): string => {
  const listed = listSetting(plugin, 'origins');
  const anywhere = listed.length === 0 || listed.includes('*');
  return `browsers may call from ${anywhere ? 'any site' : anyOf(listed)}`;
};

const UNITS: ReadonlyMap<string, string> = new Map([
  ['kilobytes', 'kB'],
  ['bytes', 'bytes'],
]);

const size = (plugin: Plugin): string => {
  const unit = UNITS.get(textSetting(plugin, 'size_unit') ?? '') ?? 'MB';
  return `bodies of up to ${numberSetting(plugin, 'allowed_payload_size') ?? 128} ${unit}`;
};

const bots = (plugin: Plugin): string => {
  const deny = listSetting(plugin, 'deny');
  return deny.length === 0 ? 'no known bots' : `no known bots and no user agent like ${anyOf(deny)}`;
};

const transformed = (plugin: Plugin): string => {
  const names = ['add', 'append', 'replace'].flatMap((action) => headersOf(plugin, action));
  const removed = headersOf(plugin, 'remove');
  return [
    ...(names.length > 0 ? [`the gateway sets ${allOf([...new Set(names)])}`] : []),
    ...(removed.length > 0 ? [`the gateway takes out ${allOf(removed)}`] : []),
  ].join(', ');
};

const headersOf = ({ config }: Plugin, action: string): string[] => {
  const part = config[action];
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return [];
  const headers = part['headers'];
  return Array.isArray(headers) ? headers.filter((name) => typeof name === 'string') : [];
};

/** @source Konnect's portal-management v3: grants are application registrations (documented, not measured) */
const portal = (): string => 'access is granted in the developer portal, which Gatehouse cannot see';

const PHRASES: ReadonlyMap<string, (plugin: Plugin) => string> = new Map([
  ['acl', groups],
  ['ip-restriction', addresses],
  ['rate-limiting', limitPhrase],
  ['rate-limiting-advanced', limitPhrase],
  ['request-size-limiting', size],
  ['request-termination', termination],
  ['redirect', redirect],
  ['cors', origins],
  ['bot-detection', bots],
  ['request-transformer', transformed],
  ['response-transformer', transformed],
  ['konnect-application-auth', portal],
  ['ace', portal],
]);
