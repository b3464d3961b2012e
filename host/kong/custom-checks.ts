import { createPrivateKey, X509Certificate } from 'node:crypto';

import type { Json, JsonObject } from '../../src/domain/json';
import type { RouterFlavor } from '../../src/domain/kong/entities';
import { invalidName, type FieldErrors } from './errors';
import type { CustomChecks } from './validate';
import { textOf } from './text';

/** What Kong checks in code and not in its schemas. @source recording 09 for every message here that says so */

const name = (value: Json): string | null =>
  // Kong takes letters of any script: only ASCII signs are restricted.
  /^[\w.\-~\u0080-\u{10ffff}]+$/u.test(textOf(value)) ? null : invalidName(textOf(value));

const tag = (value: Json): string | null =>
  // The schema's own text; R:09 "tag with comma".
  /^[^,/\p{Cc}]+$/u.test(textOf(value))
    ? null
    : `invalid tag '${textOf(value)}': expected printable ascii (except \`,\` and \`/\`) or valid utf-8 sequences`;

const LABEL = /^(?!-)[\w-]{1,63}(?<!-)$/;
const isHostname = (text: string): boolean => text.split('.').every((label) => LABEL.test(label));

const routeHost = (value: Json): string | null => {
  const plain = textOf(value).replace(/^\*\./, '').replace(/\.\*$/, '').replace(/:\d+$/, '');
  return isHostname(plain) ? null : `invalid hostname: ${textOf(value)}`;
};

const upstreamName = (value: Json): string | null =>
  isHostname(textOf(value)) ? null : `Invalid name ('${textOf(value)}'); must be a valid hostname`;

/** PCRE's words for what JavaScript's engine refuses; the engines refuse the same texts in the cases we model. */
const pcreProblem = (problem: string): string => {
  if (problem.includes('Unterminated group')) return 'missing closing parenthesis';
  if (problem.includes('Unmatched')) return 'unmatched closing parenthesis';
  if (problem.includes('character class')) return 'missing terminating ] for character class';
  return 'quantifier does not follow a repeatable item';
};

const path = (value: Json): string | null => {
  const text = textOf(value);
  if (!text.startsWith('~')) return null;
  const pattern = text.slice(1);
  try {
    // PCRE's named groups are accepted in both spellings; JavaScript knows one. Nothing is matched against it here.
    new RegExp(pattern.replace(/\(\?P</g, '(?<'));
    return null;
  } catch (thrown) {
    const problem = pcreProblem((thrown as Error).message);
    return `invalid regex: '${pattern}' (PCRE returned: pcre2_compile() failed: ${problem} in "${pattern}")`;
  }
};

const parses = (parse: () => unknown): boolean => {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
};

// OpenSSL 3's texts, as lua-resty-openssl passes them on (R:09 "cert bad").
const CERT_PROBLEM =
  'invalid certificate: x509.new: error:680008E:asn1 encoding routines:asn1_d2i_read_bio:not enough data:crypto/asn1/a_d2i_fp.c:155:';
const KEY_PROBLEM =
  'invalid key: pkey.new:load_key: error:1E08010C:DECODER routines:OSSL_DECODER_from_bio:unsupported:crypto/encode_decode/decoder_lib.c:103:';

const isReference = (value: Json): boolean => textOf(value).startsWith('{vault://');
const cert = (value: Json): string | null =>
  isReference(value) || parses(() => new X509Certificate(textOf(value))) ? null : CERT_PROBLEM;
const key = (value: Json): string | null =>
  isReference(value) || parses(() => createPrivateKey(textOf(value))) ? null : KEY_PROBLEM;

const tags = { 'tags.*': tag };

const CHECKS: Record<string, CustomChecks> = {
  services: { ...tags, name },
  routes: { ...tags, name, 'hosts.*': routeHost, 'paths.*': path },
  plugins: { ...tags, instance_name: name },
  upstreams: { ...tags, name: upstreamName },
  certificates: { ...tags, cert, key },
  ca_certificates: { ...tags, cert },
};

export const customChecks = (kind: string): CustomChecks => CHECKS[kind] ?? tags;

const LIMITS = ['second', 'minute', 'hour', 'day', 'month', 'year'];
const lua = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : textOf(value));

/** A limit over a longer time below one over a shorter time; only the neighbours that are set are compared. */
const limitOrder = (config: JsonObject): string | null => {
  const set = LIMITS.filter((one) => typeof config[one] === 'number');
  for (let at = 1; at < set.length; at += 1) {
    const [short = '', long = ''] = [set[at - 1], set[at]];
    const [low, high] = [Number(config[short]), Number(config[long])];
    if (high < low)
      return `The limit for ${long}(${lua(high)}) cannot be lower than the limit for ${short}(${lua(low)})`;
  }
  return null;
};

const STREAM = "'tcp', 'tls', 'tls_passthrough' or 'udp'";

const oneOf = (names: string[], protocol: string): string =>
  `must set one of ${names.map((one) => `'${one}'`).join(', ')} when 'protocols' is ${protocol}`;

/** What at least one of must be set, by the first protocol family of the route. @source K:kong/db/schema/entities/routes_subschemas.lua, R:09, R:17 */
const neededMatchers = (protocols: string[], flavor: RouterFlavor): { names: string[]; protocol: string } => {
  const expression = flavor === 'expressions' ? ['expression'] : [];
  const has = (protocol: string): boolean => protocols.includes(protocol);
  if (has('https'))
    return { names: ['methods', 'hosts', 'headers', 'paths', 'snis', ...expression], protocol: "'https'" };
  if (has('http'))
    return { names: ['methods', 'hosts', 'headers', 'paths', ...expression], protocol: "'http'" };
  if (has('grpcs'))
    return { names: ['hosts', 'headers', 'paths', 'snis', ...expression], protocol: "'grpcs'" };
  if (has('grpc')) return { names: ['hosts', 'headers', 'paths', ...expression], protocol: "'grpc'" };
  if (has('tls_passthrough')) return { names: ['snis'], protocol: "'tls_passthrough'" };
  return { names: ['sources', 'destinations', 'snis'], protocol: "'tcp', 'tls' or 'udp'" };
};

const isSet = (value: Json | undefined): boolean => value !== null && value !== undefined && value !== '';

// Kong compiles traditional fields to an expression in this flavor; of that text only the path's part is modelled.
const lookAround = (paths: string[]): string | null => {
  for (const one of paths.filter((text) => text.startsWith('~'))) {
    const regex = `^${one.slice(1)}`;
    const found = /\(\?(?:=|!|<=|<!)/.exec(regex);
    if (found === null) continue;
    const literal = `r#"${regex}"#`;
    const underline = `^${'-'.repeat(literal.length - 2)}^`;
    const carets = '^'.repeat(found[0].length);
    return [
      'Router Expression failed validation:  --> 1:14',
      '  |',
      `1 | (http.path ~ ${literal})`,
      `  |              ${underline}`,
      '  |',
      '  = regex parse error:',
      `    ${regex}`,
      `    ${' '.repeat(found.index)}${carets}`,
      'error: look-around, including look-ahead and look-behind, is not supported',
    ].join('\n');
  }
  return null;
};

const CONFLICT =
  "Router Expression failed validation: cannot set 'expression' with 'methods', 'hosts', 'paths', 'headers', 'snis', 'sources' or 'destinations' simultaneously";
const MATCHERS = ['methods', 'hosts', 'paths', 'headers', 'snis', 'sources', 'destinations'];

const routeErrors = (route: JsonObject, errors: FieldErrors, flavor: RouterFlavor): string[] => {
  const protocols = Array.isArray(route.protocols) ? route.protocols.map(textOf) : [];
  const entity: string[] = [];
  const isStream = protocols.some((one) => ['tcp', 'tls', 'udp', 'tls_passthrough'].includes(one));
  for (const field of ['methods', 'hosts', 'paths', 'headers'])
    if (isStream && isSet(route[field]))
      errors[field] = `cannot set '${field}' when 'protocols' is ${STREAM}`;
  const needed = neededMatchers(protocols, flavor);
  const broken = needed.names.some((one) => one in errors && one !== 'expression' && !isStream);
  if (!broken && !needed.names.some((one) => isSet(route[one])))
    entity.push(oneOf(needed.names, needed.protocol));
  if (isSet(route.expression) && MATCHERS.some((one) => isSet(route[one]))) entity.push(CONFLICT);
  const paths = Array.isArray(route.paths) ? route.paths.map(textOf) : [];
  const refused = flavor === 'traditional' || entity.length > 0 ? null : lookAround(paths);
  return refused === null ? entity : [...entity, refused];
};

/** Adds to `errors` what only the whole entity shows. */
export const wholeEntityChecks = (
  kind: string,
  value: JsonObject,
  context: { errors: FieldErrors; flavor: RouterFlavor },
): void => {
  const { errors, flavor } = context;
  if (kind === 'routes') {
    const found = routeErrors(value, errors, flavor);
    const before = Array.isArray(errors['@entity']) ? errors['@entity'] : [];
    if (found.length > 0) errors['@entity'] = [...before, ...found];
  }
  const config = value.config;
  const isLimit =
    value.name === 'rate-limiting' && typeof config === 'object' && config !== null && !Array.isArray(config);
  if (kind === 'plugins' && isLimit && errors.config === undefined) {
    const order = limitOrder(config);
    if (order !== null) errors.config = order;
  }
};
