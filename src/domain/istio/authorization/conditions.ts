import { parseBlock, type Block } from './addresses';
import type { Attribute, Call, Known } from './call';
import type { Pattern } from './patterns';
import { not, some, type Truth } from './truth';

/** One question to a call. */
export type Test = {
  asks: Attribute;
  holds: (call: Call) => Truth;
  /** Values of the attribute that can change its answer; null where they cannot be named. */
  samples: readonly string[] | null;
};

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

const HIDDEN: Pattern = { matches: () => null, samples: null };

/** A text field. What is absent matches no value, so that "not" lists hold for it. */
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

function textTest({ asks, read }: Asked, patterns: readonly Pattern[]): Test {
  return {
    asks,
    holds: (call) => {
      const text = read(call);
      if (text === undefined) return null;
      return text !== null && some(patterns, (pattern) => pattern.matches(text));
    },
    samples: patterns.some(({ samples }) => samples === null)
      ? null
      : patterns.flatMap(({ samples }) => samples ?? []),
  };
}

export const addressField = ({ asks, read }: Asked): Field => ({
  httpOnly: false,
  testOf: (values) => {
    const blocks = values.map((value) => parseBlock(value ?? ''));
    const valid = blocks.filter((block) => block !== null);
    return {
      faulty: valid.length < blocks.length,
      test: valid.length === 0 ? null : addressTest({ asks, read }, valid),
    };
  },
});

const addressTest = ({ asks, read }: Asked, blocks: readonly Block[]): Test => ({
  asks,
  holds: (call) => {
    const address = read(call);
    if (address === undefined) return null;
    return address !== null && blocks.some((block) => block.contains(address));
  },
  samples: blocks.flatMap((block) => block.samples),
});

export const portField: Field = {
  httpOnly: false,
  testOf: (values) => {
    const valid = values.filter((value) => value !== null && /^\d+$/.test(value) && Number(value) <= 65_535);
    const ports = new Set(valid.map(Number));
    return {
      faulty: valid.length < values.length,
      test:
        ports.size === 0
          ? null
          : {
              asks: 'port',
              holds: (call) => (call.port === undefined ? null : ports.has(call.port)),
              samples: [...ports].map(String),
            },
    };
  },
};

export const negated = (test: Test): Test => ({ ...test, holds: (call) => not(test.holds(call)) });
