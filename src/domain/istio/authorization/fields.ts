import type { Json } from '../../json';
import type { MeshConfig } from '../resources';
import {
  comparedPathOf,
  headerAttribute,
  headerOf,
  metadataOf,
  remoteIpOf,
  type ClaimAttribute,
  type MetadataAttribute,
} from './call';
import { claimHolds, requestPrincipalHolds, requestPrincipalOf } from './claims';
import {
  addressField,
  anyOf,
  portField,
  textField,
  type Asked,
  type Field,
  type Question,
  type Test,
  type Value,
} from './conditions';
import {
  namespacePattern,
  principalPattern,
  serviceAccountPattern,
  trustDomainPattern,
} from './identity-patterns';
import { pathPattern } from './path-template';
import { headerPattern, hostPattern, textPattern, type Pattern } from './patterns';
import { withAliases } from './trust-domains';
import { some, type Truth } from './truth';

export type FieldContext = { policyNamespace: string; mesh: MeshConfig };

const principal: Asked = { asks: 'principal', read: (call) => call.principal };

export const PATH: Field = textField({ asks: 'path', read: comparedPathOf }, pathPattern, true);
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
      return REQUEST_PRINCIPAL;
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
      { asks: headerAttribute(name), read: (call) => headerOf(call, name) },
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

const claimField = ([name = '', ...path]: readonly string[]): Field =>
  tokenField((values) => {
    const patterns = values.map(textPattern);
    return {
      holds: (call) => claimHolds(call, [name, ...path], patterns),
      questions: [{ of: 'claim', asks: `claim ${name}`, path, languages: () => [anyOf(patterns)] }],
    };
  });

const REQUEST_PRINCIPAL: Field = tokenField((values) => {
  const principals = values.map(requestPrincipalOf);
  const asked = (asks: ClaimAttribute, patterns: readonly Pattern[]): Question => ({
    of: 'claim',
    asks,
    path: [],
    languages: () => patterns.map(({ language }) => language()),
  });
  return {
    holds: (call) => some(principals, (principal) => requestPrincipalHolds(call, principal)),
    questions: [
      asked(
        'claim iss',
        principals.map(({ issuer }) => issuer),
      ),
      asked(
        'claim sub',
        principals.map(({ subject }) => subject),
      ),
    ],
  };
});

function tokenField(testOf: (values: readonly string[]) => Test): Field {
  return {
    httpOnly: true,
    testOf: (values) => ({ faulty: false, test: testOf(values.filter((value) => value !== null)) }),
  };
}

/** `experimental.envoy.filters.a.b[c]`; a value `[v]` asks for a list that holds `v`. */
function filterMetadataField(key: string): Field {
  const [filter = '', name] = key
    .slice('experimental.'.length)
    .replace(/\]$/, '')
    .split(/\[(.*)/s);
  if (name === undefined) return UNTRANSLATABLE;
  const asks: MetadataAttribute = `filterMetadata ${filter}[${name}]`;
  return {
    httpOnly: false,
    testOf: (values) => {
      const wanted = values.map((value) => metadataValue(value ?? ''));
      const questionOf = (list: boolean): Question => ({
        of: 'metadata',
        asks,
        list,
        languages: () => [anyOf(wanted.filter((one) => one.list === list).map(({ pattern }) => pattern))],
      });
      return {
        faulty: false,
        test: {
          holds: (call) => {
            const found = metadataOf(call, filter, name);
            return found === undefined ? null : some(wanted, (one) => metadataHolds(found, one));
          },
          questions: [questionOf(true), questionOf(false)],
        },
      };
    },
  };
}

type MetadataValue = { list: boolean; pattern: Pattern };

function metadataValue(value: string): MetadataValue {
  const list = value.startsWith('[') && value.endsWith(']');
  return { list, pattern: textPattern(list ? value.replace(/^\[+|\]+$/g, '') : value) };
}

function metadataHolds(found: Json, { list, pattern }: MetadataValue): Truth {
  const one = (item: Json): Truth => typeof item === 'string' && pattern.matches(item);
  return list ? Array.isArray(found) && some(found, one) : one(found);
}
