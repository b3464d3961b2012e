import { createIds } from '../../src/adapters/forge/clock-and-ids';
import { outbox } from '../../src/adapters/forge/outbox';
import { createRequestStore } from '../../src/adapters/forge/request-store';
import { outboxKey, type Effect } from '../../src/domain/access/transition';
import { DARIO, NOW } from '../domain/access/builders';
import { good } from '../entry/a-world';
import { CHAIN, opening, requestIn, withdrawing } from './decisions';
import { aKvs, installForge, uninstallForge } from './forge-in-process';

const EFFECTS: Effect[] = [
  { do: 'project', pageId: '131073' },
  { do: 'notify', whom: 'approvers', requestId: 'r1', rev: 2 },
];
const COMMAND = { id: 'click', by: DARIO, digest: 'd' };

/** Storage with a request in it; of what comes then, only so many calls are answered. */
const stopping = async (answered: number) => {
  const kvs = aKvs(() => NOW);
  let left = Infinity;
  const handle = (where: string, body: string): Response => {
    left -= 1;
    if (left < 0) throw new Error('the process ends here');
    return kvs.handle(where, body);
  };
  installForge({ kvs: { ...kvs, handle } });
  let next = 0;
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => (next += 1) % 256);
  const requests = createRequestStore({ ids: createIds({ now: () => NOW, bytes }) });
  const opened = requestIn(good(await requests.commit(opening('r1'))));
  left = answered;
  const decision = withdrawing(opened, { effects: EFFECTS, command: COMMAND });
  const stored = await requests.commit(decision).catch(() => ({ ok: false }) as const);
  const wasStopped = left < 0;
  left = Infinity;
  const head = good(await requests.head(CHAIN));
  const kept = {
    rev: requestIn({ request: good(await requests.get('r1')) }).rev,
    head: head?.seq,
    entries: good(await requests.records(CHAIN, { from: 1, to: 9 })).map(({ entry }) => entry.type),
    work: (await Promise.all(EFFECTS.map((effect) => outbox.get(outboxKey(effect))))).map(
      (found) => good(found) !== null,
    ),
    answered: good(await requests.answered(COMMAND)) !== null,
  };
  return { kept, wasStopped, stored };
};

const BEFORE = { rev: 1, head: 1, entries: ['request.opened'], work: [false, false], answered: false };
const AFTER = {
  rev: 2,
  head: 2,
  entries: ['request.opened', 'request.withdrawn'],
  work: [true, true],
  answered: true,
};

describe('invariant 10, one transaction: a step, its entry, the end of the chain, its work and the click are one', () => {
  afterAll(uninstallForge);

  it('wherever the process ends, all of it is stored or none', async () => {
    let wasStopped = true;
    let points = 0;
    for (let answered = 0; wasStopped; answered += 1) {
      const end = await stopping(answered);
      wasStopped = end.wasStopped;
      points += wasStopped ? 1 : 0;
      expect([answered, end.kept]).toEqual([answered, wasStopped ? BEFORE : AFTER]);
      expect(end.stored.ok).toBe(!wasStopped);
    }
    expect(points).toBeGreaterThan(5);
  });
});
