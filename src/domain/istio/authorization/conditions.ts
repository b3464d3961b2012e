import { parseBlock, type Block } from './addresses';
import type { Attribute, Call, ClaimAttribute, Known, MetadataAttribute } from './call';
import { either, type Language } from './completions/language';
import { HIDDEN, type Pattern } from './patterns';
import { not, some, type Truth } from './truth';

/** One condition on a call. */
export type Test = {
  holds: (call: Call) => Truth;
  /** All that its answer turns on. */
  questions: readonly Question[];
};

/** What a test asks of one part of a call: which values of it make a difference. */
export type Question =
  | { of: 'text'; asks: Attribute; languages: Languages }
  /** A port or an address: values of which every other one is like the nearest below. */
  | {
      of: 'number';
      asks: 'port' | 'sourceIp' | 'remoteIp' | 'destinationIp';
      samples: () => readonly string[];
    }
  /** A text, or a list of texts, within a claim: `path` leads inwards from it. */
  | { of: 'claim'; asks: ClaimAttribute; path: readonly string[]; languages: Languages }
  /** A text, or (`list`) a list of texts. */
  | { of: 'metadata'; asks: MetadataAttribute; list: boolean; languages: Languages };

/** Each of them is asked by itself; null: one that cannot be listed. */
export type Languages = () => readonly (Language | null)[];

/** A condition of a policy: what it asks, and how a list of its values becomes a question. */
export type Field = {
  /** Only a proxy that reads HTTP can answer. */
  httpOnly: boolean;
  /** `faulty`: a value that Istio cannot translate; `test` asks the others, null when none is left. */
  testOf: (values: readonly Value[]) => { test: Test | null; faulty: boolean };
};

/** null: a value that is there and not kept. */
export type Value = string | null;

export type Asked = { asks: Attribute; read: (call: Call) => Known };

/**
 * A text field. What is absent matches no value, so that "not" lists hold for it. Where `read` gives a part of the attribute, the
 * languages of the patterns are of whole attributes.
 */
export const textField = (asked: Asked, patternOf: (value: string) => Pattern, httpOnly = false): Field => ({
  httpOnly,
  testOf: (values) => ({
    test: textTest(
      asked,
      values.map((value) => (value === null ? HIDDEN : patternOf(value))),
    ),
    faulty: false,
  }),
});

const textTest = ({ asks, read }: Asked, patterns: readonly Pattern[]): Test => ({
  holds: (call) => {
    const text = read(call);
    if (text === undefined) return null;
    return text !== null && some(patterns, (pattern) => pattern.matches(text));
  },
  questions: [{ of: 'text', asks, languages: () => [anyOf(patterns)] }],
});

/** The texts that one of them matches for certain. */
export function anyOf(patterns: readonly Pattern[]): Language | null {
  const languages = patterns.map(({ language }) => language());
  return languages.every((language) => language !== null) ? either(...languages) : null;
}

type AddressAttribute = 'sourceIp' | 'remoteIp' | 'destinationIp';

export const addressField = (asked: { asks: AddressAttribute; read: (call: Call) => Known }): Field => ({
  httpOnly: false,
  testOf: (values) => {
    const blocks = values.map((value) => parseBlock(value ?? ''));
    const valid = blocks.filter((block) => block !== null);
    return {
      faulty: valid.length < blocks.length,
      test: valid.length === 0 ? null : addressTest(asked, valid),
    };
  },
});

const addressTest = (
  { asks, read }: { asks: AddressAttribute; read: (call: Call) => Known },
  blocks: readonly Block[],
): Test => ({
  holds: (call) => {
    const address = read(call);
    if (address === undefined) return null;
    return address !== null && blocks.some((block) => block.contains(address));
  },
  questions: [{ of: 'number', asks, samples: () => blocks.flatMap((block) => block.edges()) }],
});

export const portField: Field = {
  httpOnly: false,
  testOf: (values) => {
    const valid = values.filter((value) => value !== null && /^\d+$/.test(value) && Number(value) <= 65_535);
    const ports = new Set(valid.map(Number));
    return { faulty: valid.length < values.length, test: ports.size === 0 ? null : portTest(ports) };
  },
};

const portTest = (ports: ReadonlySet<number>): Test => ({
  holds: (call) => (call.port === undefined ? null : ports.has(call.port)),
  questions: [{ of: 'number', asks: 'port', samples: () => [...ports].map(String) }],
});

export const negated = (test: Test): Test => ({ ...test, holds: (call) => not(test.holds(call)) });
