import type { Plugin } from './entities';
import { isSet, listSetting, textSetting } from './settings';
import { allOf, anyOf, code, joined } from './words';

/**
 * What a caller has to present to an authentication plugin, as an object of "needs": an API key in header `apikey`.
 * @source Kong 3.9.3 `GET /schemas/plugins/*` for fields and defaults; Enterprise's from its 3.15 schemas (documented, not measured)
 */
export const credentialPhrase = (plugin: Plugin): string => {
  switch (plugin.name) {
    case 'key-auth':
    case 'key-auth-enc':
      return `an API key in ${keyPlaces(plugin)} ${anyOf(orDefault(listSetting(plugin, 'key_names'), 'apikey'))}`;
    case 'basic-auth':
      return 'a user name and password (Basic)';
    case 'jwt':
      return `a signed token (JWT) in ${joined(jwtPlaces(plugin), 'or')}`;
    case 'hmac-auth':
      return `a request signature (HMAC)${part(' over headers', listSetting(plugin, 'enforce_headers'))}`;
    case 'oauth2':
      return `an OAuth 2.0 access token${isSet(plugin, 'mandatory_scope') ? part(' with scope', listSetting(plugin, 'scopes')) : ''}`;
    case 'ldap-auth':
    case 'ldap-auth-advanced':
      return `a user name and password of the directory (LDAP)${part(' and membership there of', listSetting(plugin, 'groups_required'))}`;
    case 'openid-connect':
      return openIdPhrase(plugin);
    case 'mtls-auth':
    case 'header-cert-auth':
      return 'a client certificate';
    default:
      return `what ${code(plugin.name)} asks for`;
  }
};

const keyPlaces = ({ config }: Plugin): string => {
  // Kong before 2.3 had neither flag and took both.
  const places = [
    ...(config['key_in_header'] === false ? [] : ['header']),
    ...(config['key_in_query'] === false ? [] : ['query argument']),
    ...(config['key_in_body'] === true ? ['body field'] : []),
  ];
  return places.length === 0 ? 'the request as' : joined(places, 'or');
};

const jwtPlaces = (plugin: Plugin): string[] => [
  `header ${anyOf(orDefault(listSetting(plugin, 'header_names'), 'authorization'))}`,
  ...listSetting(plugin, 'uri_param_names').map((name) => `query argument ${code(name)}`),
  ...listSetting(plugin, 'cookie_names').map((name) => `cookie ${code(name)}`),
];

const openIdPhrase = (plugin: Plugin): string => {
  const issuer = textSetting(plugin, 'issuer');
  return [
    `a token of ${issuer === null ? 'the identity provider' : code(issuer)}`,
    part(' with scope', listSetting(plugin, 'scopes_required')),
    part(' for audience', listSetting(plugin, 'audience_required')),
    part(' for members of', listSetting(plugin, 'groups_required')),
    part(' with role', listSetting(plugin, 'roles_required')),
  ].join('');
};

const part = (words: string, names: string[]): string =>
  names.length === 0 ? '' : `${words} ${allOf(names)}`;

const orDefault = (names: string[], name: string): string[] => (names.length === 0 ? [name] : names);
