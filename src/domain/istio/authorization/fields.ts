import type { Json } from '../../json';
import type { MeshConfig } from '../resources';
import { comparedPathOf, headerOf, remoteIpOf, type Call, type Claims } from './call';
import { claimHolds, claimsOf, requestPrincipalTest } from './claims';
import {
  namespacePattern,
  principalPattern,
  serviceAccountPattern,
  trustDomainPattern,
} from './identity-patterns';
import { isPathTemplate, pathTemplatePattern } from './path-template';
import { headerPattern, hostPattern, textPattern, type Pattern } from './patterns';
import { addressField, portField, textField, type Asked, type Field, type Value } from './conditions';
import { some, type Truth } from './truth';
import { withAliases } from './trust-domains';

export type FieldContext = { policyNamespace: string; mesh: MeshConfig };

const principal: Asked = { asks: 'principal', read: (call) => call.principal };

/** The path, its values being templates where they hold `{*}` or `{**}`. */
export const PATH: Field = textField(
  { asks: 'path', read: comparedPathOf },
  (value) => (isPathTemplate(value) ? pathTemplatePattern(value) : textPattern(value)),
  true,
);
export const HOST: Field = textField({ asks: 'host', read: (call) => call.host }, hostPattern, true);
export const METHOD: Field = textField({ asks: 'method', read: (call) => call.method }, headerPattern, true);
export const PORT: Field = portField;

/**
 * The field behind a `when` key; `source` lists are the same fields by another name. null: no such key, and Istio skips the rule.
 * @source istio/istio pilot/pkg/security/authz/model/{model,generator}.go
 */
export function fieldOf(key: string, context: FieldContext): Field | null {
  switch (key) {
    case 'source.ip':
      return addressField({ asks: 'sourceIp', read: (call) => call.sourceIp });
    case 'remote.ip':
      return addressField({ asks: 'remoteIp', read: remoteIpOf });
    case 'destination.ip':
      return addressField({ asks: 'destinationIp', read: (call) => call.destinationIp });
    case 'destination.port':
      return PORT;
    case 'connection.sni':
      return textField({ asks: 'sni', read: (call) => call.sni }, textPattern);
    case 'source.principal':
      return principalField(context.mesh);
    case 'source.namespace':
      return textField(principal, namespacePattern);
    case 'source.serviceAccount':
      return textField(principal, (value) => serviceAccountPattern(value, context.policyNamespace));
    case 'source.trustDomain':
      return textField(principal, trustDomainPattern);
    case 'request.auth.principal':
      return claimsField((values) => anyOf(values.map(requestPrincipalTest)));
    case 'request.auth.audiences':
      return claimField(['aud']);
    case 'request.auth.presenter':
      return claimField(['azp']);
    default:
      return bracketedFieldOf(key);
  }
}

function bracketedFieldOf(key: string): Field | null {
  const headers = 'request.headers';
  if (key.startsWith(headers)) {
    const name = /^\[(.*)\]$/s.exec(key.slice(headers.length))?.[1];
    if (name === undefined) return UNTRANSLATABLE;
    return textField(
      { asks: `header ${name.toLowerCase()}`, read: (call) => headerOf(call, name) },
      headerPattern,
      true,
    );
  }
  const claims = 'request.auth.claims';
  if (key.startsWith(claims)) {
    const path = key.slice(claims.length);
    if (!/^(\[[^[\]]*\])+$/.test(path)) return UNTRANSLATABLE;
    return claimField(path.slice(1, -1).split(']['));
  }
  return key.startsWith('experimental.envoy.filters.') ? filterMetadataField(key) : null;
}

const UNTRANSLATABLE: Field = { httpOnly: true, testOf: () => ({ test: null, faulty: true }) };

function principalField(mesh: MeshConfig): Field {
  const plain = textField(principal, principalPattern);
  const expanded = (value: Value) => (value === null ? [value] : withAliases(value, mesh));
  return { ...plain, testOf: (values) => plain.testOf(values.flatMap(expanded)) };
}

const claimField = (path: readonly string[]): Field =>
  claimsField((values) => {
    const patterns = values.map(textPattern);
    return (claims) => claimHolds(claims, path, patterns);
  });

function claimsField(testOf: (values: readonly string[]) => (claims: Claims) => Truth): Field {
  return {
    httpOnly: true,
    testOf: (values) => {
      const holds = testOf(values.filter((value) => value !== null));
      return {
        faulty: false,
        test: { asks: 'token', holds: (call) => ofClaims(call, holds), samples: null },
      };
    },
  };
}

function ofClaims(call: Call, holds: (claims: Claims) => Truth): Truth {
  const claims = claimsOf(call);
  if (claims === undefined) return null;
  return claims !== null && holds(claims);
}

const anyOf =
  (tests: readonly ((claims: Claims) => Truth)[]) =>
  (claims: Claims): Truth =>
    some(tests, (test) => test(claims));

/** `experimental.envoy.filters.a.b[c]`; a value `[v]` asks for a list that holds `v`. */
function filterMetadataField(key: string): Field {
  const [filter = '', name] = key
    .slice('experimental.'.length)
    .replace(/\]$/, '')
    .split(/\[(.*)/s);
  if (name === undefined) return UNTRANSLATABLE;
  return {
    httpOnly: false,
    testOf: (values) => {
      const matches = values.map((value) => metadataMatch(value ?? ''));
      return {
        faulty: false,
        test: {
          asks: 'filterMetadata',
          holds: (call) =>
            call.filterMetadata === undefined
              ? null
              : some(matches, (match) => match(call.filterMetadata?.[filter]?.[name])),
          samples: null,
        },
      };
    },
  };
}

function metadataMatch(value: string): (found: Json | undefined) => Truth {
  const list = value.startsWith('[') && value.endsWith(']');
  const pattern: Pattern = textPattern(list ? value.replace(/^\[+|\]+$/g, '') : value);
  const one = (found: Json | undefined): Truth => typeof found === 'string' && pattern.matches(found);
  return (found) => (list ? Array.isArray(found) && some(found, one) : one(found));
}
