import type { Cut } from '../../src/adapters/memory/writer-switches';
import type { Errand } from '../../src/app/ports';
import type { Made, Marked, Standing, Written } from '../../src/app/ports-of-writing';
import type { PlannedChange } from '../../src/domain/access/change';
import { err, ok } from '../../src/domain/result';
import { anErrand, WHOLE_FAILURES, type WholeFailure } from './source-situations';
import {
  asking,
  differences,
  everyCut,
  NOTHING_DIFFERS,
  OTHER_REQUEST,
  REQUEST,
  type Everything,
} from './writer-situations';

/** Either writer. */
export type AnyWriter<A, C extends PlannedChange> = {
  look(access: A, marked: Marked<C>, errand: Errand): Promise<Written<Standing>>;
  make(access: A, marked: Marked<C>, errand: Errand): Promise<Written<Made>>;
  rehearse(access: A, marked: Marked<C>, errand: Errand): Promise<Written<{ warnings: string[] }>>;
};

/** A system that holds an estate, and a writer with a credential that may write. */
export type WriterWorld<A, C extends PlannedChange> = {
  writer: AnyWriter<A, C>;
  access: A;
  /** Every object by a key of its own, byte for byte as the system holds it. */
  everything(): Promise<Everything>;
  /** Done once, directly before the next write: between our reading and our writing. */
  beforeWrite(act: () => Promise<void>): void;
  /** null: nothing is cut off any more. */
  cut(cut: Cut | null): void;
  /** From now on the credential may read only. */
  forbidWrites(): void | Promise<void>;
  provoke(failure: WholeFailure): { access: A; writer?: AnyWriter<A, C>; budgetMs?: number };
};

type Suite<A, C extends PlannedChange> = {
  /** Changes, each of which adds one object. */
  changes: readonly (readonly [what: string, change: C])[];
  begin: () => Promise<WriterWorld<A, C>>;
  failures: readonly WholeFailure[];
  /** The longest way of a change: reads and writes. */
  calls: number;
};

/** What every writer keeps, whatever it writes. */
export const keepsWriterContract = <A, C extends PlannedChange>({
  changes,
  begin,
  failures,
  calls,
}: Suite<A, C>): void => {
  const open = async () => {
    const world = await begin();
    const before = await world.everything();
    const differing = async () => differences(before, await world.everything());
    return { world, ...asking(world), differing };
  };
  const ONE_ADDED = { added: [expect.any(String)], removed: [], changed: [] };

  describe.each(changes)('%s', (_, change) => {
    const end = { ...change, want: 'absent' as const };

    it('is made once, with our mark, and nothing else differs', async () => {
      const { make, look, differing } = await open();
      expect(await look(change)).toEqual(ok({ is: 'to be written', by: null }));
      expect(await make(change)).toEqual(ok({ wrote: true }));
      expect(await look(change)).toEqual(ok({ is: 'as wanted', by: REQUEST }));
      expect(await differing()).toEqual(ONE_ADDED);
    });

    it('is not written again when it is there already', async () => {
      const { world, make } = await open();
      await make(change);
      const made = await world.everything();
      expect(await make(change)).toEqual(ok({ wrote: false }));
      expect(await make(change, OTHER_REQUEST)).toEqual(ok({ wrote: false }));
      expect(await world.everything()).toEqual(made);
    });

    it('is gone when it ends, and everything is as before', async () => {
      const { make, look, differing } = await open();
      await make(change);
      expect(await look(end)).toEqual(ok({ is: 'to be written', by: REQUEST }));
      expect(await make(end)).toEqual(ok({ wrote: true }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
      expect(await make(end)).toEqual(ok({ wrote: false }));
    });

    it('ends under another request’s name too', async () => {
      const { make, differing } = await open();
      await make(change);
      expect(await make(end, OTHER_REQUEST)).toEqual(ok({ wrote: true }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('is there once when two of us make it at once', async () => {
      const { world, make, differing } = await open();
      world.beforeWrite(async () => {
        await make(change);
      });
      expect(await make(change)).toMatchObject({ ok: true });
      expect((await differing()).added).toHaveLength(1);
    });

    it('can be ended by two of us at once', async () => {
      const { world, make, differing } = await open();
      await make(change);
      world.beforeWrite(async () => {
        await make(end);
      });
      expect(await make(end)).toMatchObject({ ok: true });
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('is rehearsed without being written', async () => {
      const { make, rehearse, differing } = await open();
      expect(await rehearse(change)).toEqual(ok({ warnings: [] }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
      await make(change);
      const made = await differing();
      expect(await rehearse(change)).toEqual(ok({ warnings: [] }));
      expect(await rehearse(end)).toEqual(ok({ warnings: [] }));
      expect(await differing()).toEqual(made);
    });

    it('is refused, and nothing written, when the credential may only read', async () => {
      const { world, make, rehearse, look, differing } = await open();
      await world.forbidWrites();
      const refusal = err({ code: 'NOT_PERMITTED', status: 403 });
      expect(await look(change)).toMatchObject({ ok: true });
      expect(await make(change)).toEqual(refusal);
      expect(await rehearse(change)).toEqual(refusal);
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('is made and ended at one go when only the answer is lost', async () => {
      const { world, make, differing } = await open();
      const loseAnswer = () => {
        world.cut({ after: 0, took: true, lasting: false, failure: { code: 'SERVER_ERROR', status: 503 } });
        return Promise.resolve();
      };
      world.beforeWrite(loseAnswer);
      expect(await make(change)).toEqual(ok({ wrote: true }));
      world.beforeWrite(loseAnswer);
      expect(await make(end)).toEqual(ok({ wrote: true }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it.each(everyCut(calls))('is made and ended in the end when $what breaks', async ({ cut }) => {
      const { world, look, make, differing } = await open();
      world.cut(cut);
      const first = await make(change);
      if (!first.ok) expect(first.error.code).toBe('SERVER_ERROR');
      world.cut(null);
      // Whatever became of it: nothing, or ours and marked.
      expect(await look(change)).toMatchObject(
        ok({ is: expect.stringMatching(/^(as wanted|to be written)$/) as unknown }),
      );
      expect(await make(change)).toMatchObject({ ok: true });
      expect(await differing()).toEqual(ONE_ADDED);
      world.cut(cut);
      await make(end);
      world.cut(null);
      expect(await make(end)).toMatchObject({ ok: true });
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it.each(failures)('tells %s from every other failure', async (code) => {
      const { world } = await open();
      const { access, writer = world.writer, budgetMs = 22_000 } = world.provoke(code);
      const marked = { change, requestId: REQUEST };
      for (const method of ['look', 'make', 'rehearse'] as const) {
        const { result } = await writer[method](access, marked, anErrand({ budgetMs }));
        expect(result).toEqual(err({ code, ...WHOLE_FAILURES[code] }));
      }
    });

    it('ties every call to the person, the purpose and the correlation id', async () => {
      const { world } = await open();
      const errand = anErrand({ purpose: 'plan-access', correlationId: '01JD0000000000000000000042' });
      const { exchanges } = await world.writer.make(world.access, { change, requestId: REQUEST }, errand);
      expect(exchanges.length).toBeGreaterThan(2);
      for (const { actor, purpose, correlationId, path } of exchanges) {
        expect({ actor, purpose, correlationId }).toEqual({
          actor: { kind: 'person', accountId: '712020:rita' },
          purpose: 'plan-access',
          correlationId: '01JD0000000000000000000042',
        });
        expect(path).not.toContain('?');
      }
    });
  });
};
