import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClock } from '../../host/clock';
import { createStateFiles } from '../../host/state';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-state-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('state files', () => {
  it('give back after a restart what was written, as it was then', async () => {
    const files = createStateFiles(folder);
    const value = { n: 1 };
    files.write('a', value);
    value.n = 2;
    expect(files.read('a')).toEqual({ n: 1 });
    await files.flush();
    expect(createStateFiles(folder).read('a')).toEqual({ n: 1 });
    expect(createStateFiles(folder).read('b')).toBeUndefined();
  });

  it('keep the newest of many writes and leave no temporary file', async () => {
    const files = createStateFiles(folder);
    for (let n = 0; n < 100; n += 1) files.write('a', n);
    await files.flush();
    files.write('a', 'last');
    await files.flush();
    expect(createStateFiles(folder).read('a')).toBe('last');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('refuse to begin on a broken file, and a name that leaves the folder', () => {
    writeFileSync(path.join(folder, 'a.json'), '{');
    expect(() => createStateFiles(folder).read('a')).toThrow('start with --fresh');
    expect(() => createStateFiles(folder).read('../a')).toThrow('no name of a state file');
  });
});

describe('the clock', () => {
  it('moves forward only, runs what waits for it in order, and stays ahead over a restart', async () => {
    const state = createStateFiles(folder);
    const clock = createClock({ state, realNow: () => 1_000 });
    const order: string[] = [];
    clock.onAdvance(async () => {
      await Promise.resolve();
      order.push(`first at ${clock.now()}`);
    });
    clock.onAdvance(() => Promise.resolve(void order.push('second')));
    await clock.advance(500);
    expect(order).toEqual(['first at 1500', 'second']);
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    expect(createClock({ state, realNow: () => 2_000 }).now()).toBe(2_500);
    await state.flush();
  });
});
