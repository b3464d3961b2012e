/**
 * What a plugin can mean for a caller.
 * - `authenticates`: finds out who calls, or refuses
 * - `compares groups`, `compares addresses`: refuses by something that a snapshot and a caller show
 * - `answers`: answers instead of the service, always or when its settings say so
 * - `limits`: refuses only what is too often or too large; a remark, not a verdict
 * - `inspects`: refuses only malformed or suspicious requests; a remark, not a verdict
 * - `decides`: may refuse by something that no snapshot shows (a portal, code, another server)
 * - `impersonates`: like `decides`, and may change who the caller is for the plugins after it
 * - `passes`: never refuses
 */
export type PluginRole =
  | 'authenticates'
  | 'compares groups'
  | 'compares addresses'
  | 'answers'
  | 'limits'
  | 'inspects'
  | 'decides'
  | 'impersonates'
  | 'passes';

export type KnownPlugin = {
  /** Execution order of the access phase: higher runs first. */
  priority: number;
  role: PluginRole;
  /** Only in Enterprise and Konnect: documented, not measured. */
  enterprise: boolean;
};

const oss = (priority: number, role: PluginRole): KnownPlugin => ({ priority, role, enterprise: false });
const enterprise = (priority: number, role: PluginRole): KnownPlugin => ({
  priority,
  role,
  enterprise: true,
});

/**
 * Kong's bundled plugins, in execution order.
 * @source OSS: `GET /` of Kong 3.9.3, `plugins.available_on_server`. Enterprise: developer.konghq.com app/_data/plugins/priorities/3.15.json
 */
const KNOWN_PLUGINS: ReadonlyMap<string, KnownPlugin> = new Map(
  Object.entries({
    'pre-function': oss(1_000_000, 'impersonates'),
    'correlation-id': oss(100_001, 'passes'),
    zipkin: oss(100_000, 'passes'),
    'bot-detection': oss(2500, 'inspects'),
    cors: oss(2000, 'passes'),
    'jwe-decrypt': enterprise(1999, 'impersonates'),
    session: oss(1900, 'passes'),
    acme: oss(1705, 'passes'),
    'oauth2-introspection': enterprise(1700, 'authenticates'),
    'mtls-auth': enterprise(1600, 'authenticates'),
    degraphql: enterprise(1500, 'inspects'),
    jwt: oss(1450, 'authenticates'),
    oauth2: oss(1400, 'authenticates'),
    'vault-auth': enterprise(1350, 'authenticates'),
    'key-auth': oss(1250, 'authenticates'),
    'key-auth-enc': enterprise(1250, 'authenticates'),
    'ldap-auth': oss(1200, 'authenticates'),
    'ldap-auth-advanced': enterprise(1200, 'authenticates'),
    'basic-auth': oss(1100, 'authenticates'),
    'openid-connect': enterprise(1050, 'authenticates'),
    'hmac-auth': oss(1030, 'authenticates'),
    'jwt-signer': enterprise(1020, 'impersonates'),
    'ai-mcp-oauth2': enterprise(1015, 'impersonates'),
    saml: enterprise(1010, 'impersonates'),
    'header-cert-auth': enterprise(1009, 'authenticates'),
    'request-validator': enterprise(999, 'inspects'),
    'grpc-gateway': oss(998, 'passes'),
    'ip-restriction': oss(990, 'compares addresses'),
    'konnect-application-auth': enterprise(960, 'decides'),
    ace: enterprise(955, 'decides'),
    'request-size-limiting': oss(951, 'limits'),
    acl: oss(950, 'compares groups'),
    opa: enterprise(920, 'decides'),
    'rate-limiting': oss(910, 'limits'),
    'rate-limiting-advanced': enterprise(910, 'limits'),
    'ai-rate-limiting-advanced': enterprise(905, 'limits'),
    'service-protection': enterprise(901, 'limits'),
    'response-ratelimiting': oss(900, 'limits'),
    'route-by-header': enterprise(850, 'passes'),
    'request-transformer': oss(801, 'passes'),
    'response-transformer': oss(800, 'passes'),
    redirect: oss(779, 'answers'),
    'ai-request-transformer': oss(777, 'passes'),
    'ai-prompt-template': oss(773, 'inspects'),
    'ai-prompt-decorator': oss(772, 'passes'),
    'ai-prompt-guard': oss(771, 'inspects'),
    'ai-proxy': oss(770, 'answers'),
    'ai-response-transformer': oss(768, 'passes'),
    'standard-webhooks': oss(760, 'decides'),
    'aws-lambda': oss(750, 'answers'),
    'azure-functions': oss(749, 'answers'),
    'proxy-cache': oss(100, 'passes'),
    opentelemetry: oss(14, 'passes'),
    prometheus: oss(13, 'passes'),
    'http-log': oss(12, 'passes'),
    statsd: oss(11, 'passes'),
    datadog: oss(10, 'passes'),
    'file-log': oss(9, 'passes'),
    'udp-log': oss(8, 'passes'),
    'tcp-log': oss(7, 'passes'),
    loggly: oss(6, 'passes'),
    syslog: oss(4, 'passes'),
    'grpc-web': oss(3, 'passes'),
    'request-termination': oss(2, 'answers'),
    'post-function': oss(-1000, 'decides'),
  }),
);

/** undefined: a plugin that is not Kong's, or newer than this table. Nothing is known about what it does. */
export const knownPlugin = (name: string): KnownPlugin | undefined => KNOWN_PLUGINS.get(name);
