import type { Json, JsonObject } from '../json';
import { address, flag, headerName, listOf, number, oneOf, text, url, type FieldShape } from './field-shape';

/**
 * The allow-list: the configuration fields of Kong's plugins that may leave the adapter, each with the shape it is shown in.
 * A plugin or a field that is not here is hidden. Kong's own flags `encrypted` and `referenceable` are not enough: they miss
 * header values, Lua code and user information in URLs.
 * @source `GET /schemas/plugins/*` of Kong 3.9.3; Enterprise plugins from the 3.15 schemas (documented, not measured).
 */
type PublicFields = { [field: string]: FieldShape | PublicFields };

const texts = listOf(text);
const addresses = listOf(address);
const numbers = listOf(number);
const limitBy = oneOf('consumer', 'credential', 'ip', 'service', 'header', 'path', 'consumer-group');
const consumerBy = listOf(oneOf('id', 'username', 'custom_id'));

const KEY_AUTH: PublicFields = {
  key_names: texts,
  key_in_header: flag,
  key_in_query: flag,
  key_in_body: flag,
  hide_credentials: flag,
  anonymous: text,
  run_on_preflight: flag,
  realm: text,
};

const LDAP_AUTH: PublicFields = { header_type: text, hide_credentials: flag, anonymous: text, realm: text };

const OPENID_CONNECT: PublicFields = {
  // Referenceable, but a caller has to know it: shown as host and path, and a reference is refused by the shape.
  issuer: url,
  auth_methods: texts,
  audience_required: texts,
  audience_claim: texts,
  scopes_required: texts,
  scopes_claim: texts,
  groups_required: texts,
  groups_claim: texts,
  roles_required: texts,
  roles_claim: texts,
  authenticated_groups_claim: texts,
  consumer_claim: texts,
  consumer_by: consumerBy,
  consumer_optional: flag,
  consumer_groups_claim: texts,
  consumer_groups_optional: flag,
  bearer_token_param_type: listOf(oneOf('header', 'body', 'query', 'cookie')),
  bearer_token_cookie_name: text,
  anonymous: text,
  hide_credentials: flag,
  run_on_preflight: flag,
};

const MTLS_AUTH: PublicFields = {
  ca_certificates: texts,
  consumer_by: consumerBy,
  skip_consumer_lookup: flag,
  authenticated_group_by: oneOf('CN', 'DN'),
  allow_partial_chain: flag,
  revocation_check_mode: oneOf('SKIP', 'IGNORE_CA_ERROR', 'STRICT'),
  anonymous: text,
};

const RATE_LIMITING: PublicFields = {
  second: number,
  minute: number,
  hour: number,
  day: number,
  month: number,
  year: number,
  limit_by: limitBy,
  header_name: text,
  path: text,
  policy: oneOf('local', 'cluster', 'redis'),
  fault_tolerant: flag,
  hide_client_headers: flag,
  error_code: number,
};

/** Only which headers a plugin touches: the values it sets are often the upstream's credentials. */
const HEADER_TRANSFORMER: PublicFields = {
  http_method: text,
  remove: { headers: texts },
  rename: { headers: listOf(headerName) },
  replace: { headers: listOf(headerName) },
  add: { headers: listOf(headerName) },
  append: { headers: listOf(headerName) },
};

const PROXY_CACHE: PublicFields = {
  strategy: oneOf('memory', 'redis'),
  cache_ttl: number,
  cache_control: flag,
  request_method: texts,
  response_code: numbers,
  content_type: texts,
  vary_headers: texts,
  vary_query_params: texts,
};

const PUBLIC_FIELDS: ReadonlyMap<string, PublicFields> = new Map(
  Object.entries<PublicFields>({
    'key-auth': KEY_AUTH,
    'key-auth-enc': KEY_AUTH,
    'basic-auth': { hide_credentials: flag, anonymous: text, realm: text },
    jwt: {
      header_names: texts,
      uri_param_names: texts,
      cookie_names: texts,
      key_claim_name: text,
      claims_to_verify: listOf(oneOf('exp', 'nbf')),
      maximum_expiration: number,
      secret_is_base64: flag,
      anonymous: text,
      run_on_preflight: flag,
      realm: text,
    },
    'hmac-auth': {
      enforce_headers: texts,
      algorithms: texts,
      clock_skew: number,
      validate_request_body: flag,
      hide_credentials: flag,
      anonymous: text,
      realm: text,
    },
    oauth2: {
      scopes: texts,
      mandatory_scope: flag,
      auth_header_name: text,
      enable_authorization_code: flag,
      enable_client_credentials: flag,
      enable_implicit_grant: flag,
      enable_password_grant: flag,
      accept_http_if_already_terminated: flag,
      global_credentials: flag,
      token_expiration: number,
      pkce: oneOf('none', 'lax', 'strict'),
      hide_credentials: flag,
      anonymous: text,
      realm: text,
    },
    'ldap-auth': LDAP_AUTH,
    'ldap-auth-advanced': {
      ...LDAP_AUTH,
      groups_required: texts,
      consumer_by: consumerBy,
      consumer_optional: flag,
    },
    'openid-connect': OPENID_CONNECT,
    'mtls-auth': MTLS_AUTH,
    'header-cert-auth': { ...MTLS_AUTH, certificate_header_name: text },
    'oauth2-introspection': {
      consumer_by: oneOf('username', 'client_id'),
      hide_credentials: flag,
      anonymous: text,
      run_on_preflight: flag,
    },
    'vault-auth': {
      access_token_name: text,
      secret_token_name: text,
      tokens_in_body: flag,
      hide_credentials: flag,
      anonymous: text,
      run_on_preflight: flag,
    },
    saml: { anonymous: text },
    session: { storage: oneOf('cookie', 'kong'), cookie_name: text },
    'konnect-application-auth': {
      auth_type: oneOf('openid-connect', 'key-auth', 'v2-strategies'),
      key_names: texts,
    },
    ace: { match_policy: oneOf('required', 'if_present'), anonymous: text },
    acl: {
      allow: texts,
      deny: texts,
      hide_groups_header: flag,
      always_use_authenticated_groups: flag,
      include_consumer_groups: flag,
    },
    'ip-restriction': { allow: addresses, deny: addresses, status: number, message: text },
    'bot-detection': { allow: texts, deny: texts },
    cors: {
      origins: texts,
      methods: texts,
      headers: texts,
      exposed_headers: texts,
      credentials: flag,
      max_age: number,
      private_network: flag,
      preflight_continue: flag,
    },
    'request-size-limiting': {
      allowed_payload_size: number,
      size_unit: oneOf('megabytes', 'kilobytes', 'bytes'),
      require_content_length: flag,
    },
    'request-termination': { status_code: number, message: text, trigger: text, echo: flag },
    'request-validator': { allowed_content_types: texts },
    redirect: { status_code: number, location: url, keep_incoming_path: flag },
    'rate-limiting': RATE_LIMITING,
    'rate-limiting-advanced': {
      limit: numbers,
      window_size: numbers,
      window_type: oneOf('fixed', 'sliding'),
      identifier: limitBy,
      strategy: oneOf('local', 'cluster', 'redis'),
      header_name: text,
      path: text,
      error_code: number,
      hide_client_headers: flag,
    },
    'response-ratelimiting': {
      header_name: text,
      limit_by: limitBy,
      policy: oneOf('local', 'cluster', 'redis'),
      block_on_first_violation: flag,
      fault_tolerant: flag,
      hide_client_headers: flag,
    },
    'request-transformer': HEADER_TRANSFORMER,
    // Its header pairs may hold references, unlike those of `request-transformer`: only removed headers are shown.
    'request-transformer-advanced': { http_method: text, remove: { headers: texts } },
    'response-transformer': HEADER_TRANSFORMER,
    'response-transformer-advanced': HEADER_TRANSFORMER,
    'proxy-cache': PROXY_CACHE,
    'proxy-cache-advanced': PROXY_CACHE,
    'correlation-id': { header_name: text, generator: text, echo_downstream: flag },
    prometheus: {
      per_consumer: flag,
      status_code_metrics: flag,
      latency_metrics: flag,
      bandwidth_metrics: flag,
      upstream_health_metrics: flag,
    },
  }),
);

/** What may be shown of a plugin's configuration, and the names of what is there and is not shown. */
export type PublicConfig = {
  /** Unset fields (null) are left out. */
  config: JsonObject;
  /** Paths such as `redis` and `add.body`; never a key that somebody else than Kong chose. */
  hiddenFields: string[];
};

/**
 * The public part of a plugin's raw `config`. The only door by which plugin configuration enters Gatehouse.
 * A plugin that is not on the allow-list keeps `{}` and the names of its fields. Never throws.
 * @param rawConfig as the Admin API answers it, secrets included
 */
export const publicConfig = (pluginName: string, rawConfig: JsonObject): PublicConfig =>
  shownPart(PUBLIC_FIELDS.get(pluginName) ?? {}, rawConfig, '');

/** The allow-listed paths of a plugin, `add.headers`; empty for a plugin that is not on the list. */
export const publicFieldPaths = (pluginName: string): string[] =>
  pathsOf(PUBLIC_FIELDS.get(pluginName) ?? {}, '');

/** The plugins of which at least one field may be shown. */
export const pluginsWithPublicFields = (): string[] => [...PUBLIC_FIELDS.keys()];

const shownPart = (fields: PublicFields, raw: JsonObject, prefix: string): PublicConfig => {
  const config: JsonObject = {};
  const hiddenFields: string[] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (value === null) continue;
    const path = prefix + fieldName(name);
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof field === 'object' && isObject(value)) {
      const inner = shownPart(field, value, `${path}.`);
      config[name] = inner.config;
      hiddenFields.push(...inner.hiddenFields);
      continue;
    }
    const shown = typeof field === 'function' ? field(value) : undefined;
    if (shown === undefined) hiddenFields.push(path);
    else config[name] = shown;
  }
  return { config, hiddenFields: [...new Set(hiddenFields)] };
};

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Field names are Kong's own, in snake case. Anything else may be somebody's text and is not repeated. */
const fieldName = (name: string): string => (/^[a-z][a-z0-9_]{0,63}$/.test(name) ? name : '(other)');

const pathsOf = (fields: PublicFields, prefix: string): string[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    typeof field === 'function' ? [prefix + name] : pathsOf(field, `${prefix}${name}.`),
  );
