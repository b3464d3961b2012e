import type { Attribute, Call } from './call';
import type { Guard } from './compile';
import { isKnown } from './known';
import { ANY_OTHER_TEXT } from './patterns';
import type { Test } from './conditions';

const MOST_COMPLETIONS = 4_096;

/**
 * Every kind of call that the given one may turn out to be, as far as the guard can tell calls apart. null where the kinds cannot
 * be listed (a template, a hidden value, a token) or are too many.
 */
export function completionsOf(guard: Guard, call: Call): Iterable<Call> | null {
  const open = openAttributes(guard, call);
  const choices: [Attribute, (string | null)[]][] = [];
  let count = 1;
  for (const [attribute, tests] of open) {
    const values = valuesOf(attribute, tests, call);
    if (values === null) return null;
    count *= values.length;
    if (count > MOST_COMPLETIONS) return null;
    choices.push([attribute, values]);
  }
  return choices.length === 0 ? null : combined(call, choices);
}

function openAttributes(guard: Guard, call: Call): Map<Attribute, Test[]> {
  const connection = call.protocol === 'tcp' || guard.dataPlane === 'ztunnel';
  const open = new Map<Attribute, Test[]>();
  for (const { http, tcp } of Object.values(guard.enforced).flat()) {
    for (const test of (connection ? tcp : http).flatMap(({ tests }) => tests)) {
      if (isKnown(call, test.asks)) continue;
      open.set(test.asks, [...(open.get(test.asks) ?? []), test]);
    }
  }
  return open;
}

function* combined(call: Call, choices: readonly [Attribute, (string | null)[]][]): Generator<Call> {
  const [first, ...rest] = choices;
  if (first === undefined) {
    yield call;
    return;
  }
  const [attribute, values] = first;
  for (const value of values) yield* combined(withValue(call, attribute, value), rest);
}

function withValue(call: Call, attribute: Attribute, value: string | null): Call {
  switch (attribute) {
    case 'port':
      return { ...call, port: Number(value) };
    case 'principal':
    case 'sni':
      return { ...call, [attribute]: value };
    case 'sourceIp':
    case 'remoteIp':
    case 'destinationIp':
    case 'method':
    case 'path':
    case 'host':
      return { ...call, [attribute]: value ?? '' };
    case 'token':
    case 'filterMetadata':
    case 'providerAnswer':
      return call;
    default:
      return value === null
        ? call
        : { ...call, headers: { ...call.headers, [attribute.slice('header '.length)]: value } };
  }
}

/** One value for each group that the tests cannot tell apart inside. */
function valuesOf(attribute: Attribute, tests: readonly Test[], call: Call): (string | null)[] | null {
  if (tests.some(({ samples }) => samples === null)) return null;
  const samples = [...new Set(tests.flatMap((test) => test.samples ?? []))];
  switch (attribute) {
    case 'token':
    case 'filterMetadata':
    case 'providerAnswer':
      return null;
    case 'port':
      return [...samples, String(freePort(new Set(samples)))];
    case 'sourceIp':
    case 'remoteIp':
    case 'destinationIp':
      return [...new Set([...samples, '0.0.0.0', '::'])];
    case 'principal':
      return [...identities(samples), ...(call.mtls === true ? [] : [null])];
    case 'method':
    case 'host':
      return texts(samples, ANY_OTHER_TEXT).filter((text) => text !== '');
    case 'path':
      return texts(samples, `/${ANY_OTHER_TEXT}`).filter((path) => path.startsWith('/'));
    case 'sni':
      return [...texts(samples, ANY_OTHER_TEXT), null];
    default:
      // Headers are known all together or not at all, and one by one only through their own tests.
      return null;
  }
}

function freePort(taken: ReadonlySet<string>): number {
  let port = 1;
  while (taken.has(String(port))) port++;
  return port;
}

/** Every mixture of the trust domains, namespaces and accounts that are named, and one that nobody names. */
function identities(samples: readonly string[]): string[] {
  const parts = samples.flatMap((sample) => {
    const usual = /^(.*?)\/ns\/(.*?)\/sa\/(.*)$/.exec(sample);
    return usual === null ? [] : [usual];
  });
  const column = (index: number) => [...new Set([...parts.map((part) => part[index] ?? ''), ANY_OTHER_TEXT])];
  const unusual = samples.filter((sample) => !/\/ns\/.*\/sa\//.test(sample));
  const mixed = column(1).flatMap((domain) =>
    column(2).flatMap((namespace) => column(3).map((account) => `${domain}/ns/${namespace}/sa/${account}`)),
  );
  return [...unusual, ...mixed];
}

/** Prefixes and suffixes also meet in one text: with something between them, end to end, or overlapping. */
function texts(samples: readonly string[], other: string): string[] {
  const prefixes = samples.filter((text) => text.endsWith(ANY_OTHER_TEXT)).map((text) => text.slice(0, -1));
  const suffixes = samples.filter((text) => text.startsWith(ANY_OTHER_TEXT)).map((text) => text.slice(1));
  const met = prefixes.flatMap((prefix) => suffixes.flatMap((suffix) => meetings(prefix, suffix)));
  const rooted = suffixes.map((suffix) => `${other}${suffix}`);
  return [...new Set([...samples, ...met, ...rooted, other])];
}

function meetings(prefix: string, suffix: string): string[] {
  const overlaps = [...Array(Math.min(prefix.length, suffix.length) + 1).keys()]
    .filter((length) => prefix.endsWith(suffix.slice(0, length)))
    .map((length) => prefix + suffix.slice(length));
  return [`${prefix}${ANY_OTHER_TEXT}${suffix}`, ...overlaps];
}
