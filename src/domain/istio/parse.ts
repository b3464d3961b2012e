import { err, ok, type Result } from '../result';
import { fieldsOf, isJsonObject, type Fields } from './json-fields';
import { readMetadata } from './parse-metadata';
import { redactPolicy, withoutCredentials } from './redact';
import type {
  AuthorizationAction,
  AuthorizationPolicy,
  Condition,
  JwtRule,
  MtlsMode,
  Operation,
  PeerAuthentication,
  Policy,
  RequestAuthentication,
  Rule,
  Selector,
  Source,
  TargetRef,
} from './resources';

export type PolicyUnreadable =
  | { code: 'NOT_AN_OBJECT' }
  /** Another kind, or the same word in another API group. */
  | { code: 'OTHER_KIND'; apiVersion: string | null; kind: string | null }
  | { code: 'NAME_MISSING' };

/**
 * One object of `security.istio.io` (any version) as it may be kept: secrets left out. Fields we do not know are named, never fatal.
 * @param json anything; never throws.
 */
export function parsePolicy(json: unknown): Result<Policy, PolicyUnreadable> {
  const policy = parsePolicyVerbatim(json);
  if (!policy.ok || policy.value.kind !== 'AuthorizationPolicy') return policy;
  return ok(redactPolicy(policy.value));
}

/** As `parsePolicy`, with the values of secret-bearing header conditions: for deciding where nothing is stored or shown. */
export function parsePolicyVerbatim(json: unknown): Result<Policy, PolicyUnreadable> {
  if (!isJsonObject(json)) return err({ code: 'NOT_AN_OBJECT' });
  const notes = new Set<string>();
  const object = fieldsOf(json, '', notes);
  const apiVersion = object.string('apiVersion');
  const kind = object.string('kind');
  const read = kind === null || !Object.hasOwn(READERS, kind) ? undefined : READERS[kind];
  if (read === undefined || apiVersion?.split('/')[0] !== 'security.istio.io') {
    return err({ code: 'OTHER_KIND', apiVersion, kind });
  }
  const metadata = readMetadata(object);
  if (metadata === null) return err({ code: 'NAME_MISSING' });
  const policy = read(object.object('spec') ?? fieldsOf({}, 'spec', notes));
  object.skip('status');
  object.rest();
  const namespace = metadata.namespace === '' ? 'default' : metadata.namespace; // as kubectl reads a file
  return ok({ ...policy, metadata: { ...metadata, namespace }, unknownFields: [...notes] } as Policy);
}

type Spec<P extends Policy> = Pick<P, 'kind' | 'spec'>;
const READERS: Record<string, (spec: Fields) => Spec<Policy>> = {
  AuthorizationPolicy: readAuthorizationPolicy,
  PeerAuthentication: readPeerAuthentication,
  RequestAuthentication: readRequestAuthentication,
};

const ACTIONS: readonly string[] = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'];

function readAuthorizationPolicy(spec: Fields): Spec<AuthorizationPolicy> {
  const action = spec.string('action') ?? 'ALLOW';
  if (!ACTIONS.includes(action)) spec.note('action');
  const provider = spec.object('provider');
  const read: Spec<AuthorizationPolicy> = {
    kind: 'AuthorizationPolicy',
    spec: {
      selector: readSelector(spec),
      targetRefs: readTargetRefs(spec),
      action: ACTIONS.includes(action) ? (action as AuthorizationAction) : 'ALLOW',
      provider: provider?.string('name') ?? null,
      rules: (spec.list('rules') ?? []).map(readRule),
    },
  };
  provider?.rest();
  spec.rest();
  return read;
}

function readRule(rule: Fields): Rule {
  const read = {
    from: rule.list('from')?.map((from) => readNested(from, 'source', readSource)) ?? null,
    to: rule.list('to')?.map((to) => readNested(to, 'operation', readOperation)) ?? null,
    when: rule.list('when')?.map(readCondition) ?? null,
  };
  rule.rest();
  return read;
}

/** `{source: {…}}`, `{operation: {…}}`: a missing inner object is an empty one, which matches everything. */
function readNested<T>(outer: Fields, key: string, read: (inner: Fields | null) => T): T {
  const inner = read(outer.object(key));
  outer.rest();
  return inner;
}

const readSource = (source: Fields | null): Source =>
  readLists(source, [
    'principals',
    'notPrincipals',
    'requestPrincipals',
    'notRequestPrincipals',
    'namespaces',
    'notNamespaces',
    'serviceAccounts',
    'notServiceAccounts',
    'trustDomains',
    'notTrustDomains',
    'ipBlocks',
    'notIpBlocks',
    'remoteIpBlocks',
    'notRemoteIpBlocks',
  ]);

const readOperation = (operation: Fields | null): Operation =>
  readLists(operation, [
    'hosts',
    'notHosts',
    'ports',
    'notPorts',
    'methods',
    'notMethods',
    'paths',
    'notPaths',
  ]);

function readLists<K extends string>(fields: Fields | null, keys: readonly K[]): Record<K, string[]> {
  const lists = Object.fromEntries(keys.map((key) => [key, fields?.strings(key) ?? []]));
  fields?.rest();
  return lists as Record<K, string[]>;
}

function readCondition(when: Fields): Condition {
  const condition = {
    key: when.string('key') ?? '',
    values: when.strings('values'),
    notValues: when.strings('notValues'),
  };
  when.rest();
  return condition;
}

function readSelector(spec: Fields): Selector | null {
  const selector = spec.object('selector');
  if (selector === null) return null;
  const matchLabels = selector.record('matchLabels');
  selector.rest();
  return { matchLabels };
}

/** `targetRef` is the singular, older field; `targetRefs` wins where both are there. */
function readTargetRefs(spec: Fields): TargetRef[] {
  const single = spec.object('targetRef');
  const list = spec.list('targetRefs') ?? [];
  return (list.length > 0 || single === null ? list : [single]).map((ref) => {
    const read = {
      group: ref.string('group') ?? '',
      kind: ref.string('kind') ?? '',
      name: ref.string('name') ?? '',
      namespace: ref.string('namespace'),
    };
    ref.rest();
    return read;
  });
}

function readPeerAuthentication(spec: Fields): Spec<PeerAuthentication> {
  const ports = spec.object('portLevelMtls');
  const portModes = (ports?.keys() ?? []).flatMap((port): [string, MtlsMode][] => {
    const mode = ports === null ? null : readMode(ports, port);
    if (!/^\d{1,5}$/.test(port)) ports?.note(port);
    return mode === null || !/^\d{1,5}$/.test(port) ? [] : [[port, mode]];
  });
  const read: Spec<PeerAuthentication> = {
    kind: 'PeerAuthentication',
    spec: {
      selector: readSelector(spec),
      mtls: readMode(spec, 'mtls'),
      portLevelMtls: Object.fromEntries(portModes),
    },
  };
  spec.rest();
  return read;
}

const MODES: readonly string[] = ['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'];

/** `{mode: …}` under `key`. An object without a mode is UNSET. */
function readMode(fields: Fields, key: string): MtlsMode | null {
  const mtls = fields.object(key);
  if (mtls === null) return null;
  const mode = mtls.string('mode') ?? 'UNSET';
  if (!MODES.includes(mode)) mtls.note('mode');
  mtls.rest();
  return MODES.includes(mode) ? (mode as MtlsMode) : 'UNSET';
}

function readRequestAuthentication(spec: Fields): Spec<RequestAuthentication> {
  const read: Spec<RequestAuthentication> = {
    kind: 'RequestAuthentication',
    spec: {
      selector: readSelector(spec),
      targetRefs: readTargetRefs(spec),
      jwtRules: (spec.list('jwtRules') ?? []).map(readJwtRule),
    },
  };
  spec.rest();
  return read;
}

function readJwtRule(rule: Fields): JwtRule {
  const jwksUri = rule.string('jwksUri') ?? rule.string('jwks_uri');
  const issuer = rule.string('issuer') ?? '';
  // An issuer that we had to cut can no longer be compared with a token's.
  if (issuer !== withoutCredentials(issuer)) rule.note('issuer');
  const read: JwtRule = {
    issuer: withoutCredentials(issuer),
    audiences: rule.strings('audiences'),
    jwksUri: jwksUri === null ? null : withoutCredentials(jwksUri),
    hasInlineJwks: rule.string('jwks') !== null,
    fromHeaders: (rule.list('fromHeaders') ?? []).map((header) => {
      const location = { name: header.string('name') ?? '', prefix: header.string('prefix') };
      header.rest();
      return location;
    }),
    fromParams: rule.strings('fromParams'),
    fromCookies: rule.strings('fromCookies'),
    forwardOriginalToken: rule.boolean('forwardOriginalToken'),
    spaceDelimitedClaims: rule.strings('spaceDelimitedClaims'),
  };
  // What is done with the claims afterwards, and how long keys may take: no part of who may call.
  rule.skip('outputPayloadToHeader', 'outputClaimToHeaders', 'timeout');
  rule.rest();
  return read;
}
