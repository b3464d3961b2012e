import type { Cut } from '../../src/adapters/memory/writer-switches';
import type { Made, Standing, WriteFailure } from '../../src/app/ports-of-writing';
import type { PlannedChange } from '../../src/domain/access/change';
import type { Result } from '../../src/domain/result';
import { anErrand } from './source-situations';
import type { AnyWriter } from './writer';

/** Two requests, whose marks are told apart. */
export const REQUEST = '01JD0000000000000000000A01';
export const OTHER_REQUEST = '01JD0000000000000000000A02';

/** The writer's methods without what stays the same from test to test. */
export const asking = <A, C extends PlannedChange>({
  writer,
  access,
}: {
  writer: AnyWriter<A, C>;
  access: A;
}) => ({
  look: async (change: C): Promise<Result<Standing, WriteFailure>> =>
    (await writer.look(access, { change, requestId: REQUEST }, anErrand())).result,
  make: async (change: C, requestId: string = REQUEST): Promise<Result<Made, WriteFailure>> =>
    (await writer.make(access, { change, requestId }, anErrand())).result,
  rehearse: async (change: C): Promise<Result<{ warnings: string[] }, WriteFailure>> =>
    (await writer.rehearse(access, { change, requestId: REQUEST }, anErrand())).result,
});

/** Everything that a world holds, by a key of each object. */
export type Everything = Record<string, unknown>;

/** Keys of what is there now and was not, what was and is not, and what is not the same. */
export const differences = (before: Everything, after: Everything) => {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const same = (key: string): boolean => JSON.stringify(before[key]) === JSON.stringify(after[key]);
  return {
    added: keys.filter((key) => !(key in before)),
    removed: keys.filter((key) => !(key in after)),
    changed: keys.filter((key) => key in before && key in after && !same(key)),
  };
};

export const NOTHING_DIFFERS = { added: [], removed: [], changed: [] };

const BROKEN: WriteFailure = { code: 'SERVER_ERROR', status: 503 };

/** Every place at which a change of at most `most` calls can be cut off, in each way. */
export const everyCut = (most: number): { what: string; cut: Cut }[] =>
  Array.from({ length: most }, (_, after) => after).flatMap((after) =>
    [true, false].flatMap((took) =>
      [true, false].map((lasting) => ({
        what: `${lasting ? 'everything' : 'one answer'} after ${after} calls, ${took ? 'after' : 'before'} its effect`,
        cut: { after, took, lasting, failure: BROKEN },
      })),
    ),
  );
