import { makeCheckpoint } from '../../src/app/access/checkpoints';
import { csvDocument, gathered, jsonDocument } from '../../src/ui/access/audit/request-document';
import { exportRequests } from '../../src/app/access/export-requests';
import { opening } from '../contract/decisions';
import { ok } from '../../src/domain/result';
import { ADA, DARIO, good, ORD, SAM } from './a-world';
import { anAccessWorld, decide, send, SOFIA, type AccessWorld } from './an-access-world';
import type { PayloadOf } from '../../src/contract/schemas';
import type { RequestExportView } from '../../src/contract/audit';
import type { ExportedRequest } from '../../src/domain/access/exported-request';

type Asked = Partial<PayloadOf<'exportRequests'>>;
const page = async (world: AccessWorld, over: Asked = {}, who = SAM): Promise<RequestExportView> =>
  good(
    await world.ask(who, 'exportRequests', {
      spaceId: ORD,
      state: 'all',
      format: 'json',
      cursor: null,
      begunAt: null,
      ...over,
    }),
  );
const requestsIn = ({ rows }: RequestExportView): ExportedRequest[] =>
  rows.flatMap(({ text }) => (text === null ? [] : [JSON.parse(text) as ExportedRequest]));

const about = ({ id, rev, planHash }: { id: string; rev: number; planHash: string }) => ({
  id,
  rev,
  planHash,
});

const NOTHING = { requests: [], cursor: null };

describe('an export of the requests of a space', () => {
  it('says of each who asked, who decided and why, and from when until when it holds', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    world.time.now += 60_000;
    good(await decide(world, SAM, { ...about(request), reason: 'As agreed.' }));
    const view = await page(world);
    expect(requestsIn(view)[0]).toMatchObject({
      id: request.id,
      state: 'APPROVED',
      requester: DARIO,
      caller: 'partner-acme',
      forWhom: 'consumer',
      reason: 'The partner’s new shop reads orders.',
      openedAt: '2026-11-23T10:00:00.000Z',
      decidedBy: { people: [SAM] },
      decidedAt: '2026-11-23T10:01:00.000Z',
      reviews: [{ by: SAM, at: '2026-11-23T10:01:00.000Z', verdict: 'approve', reason: 'As agreed.' }],
      endsAt: '2026-11-30T10:01:00.000Z',
      ending: null,
      planHash: request.planHash,
    });
  });

  it('says of what it is: the filter, when, for whom, and the end of the record', async () => {
    const world = await anAccessWorld();
    good(await send(world));
    const { about: told, cursor } = await page(world, { state: 'DENIED' });
    const head = good(await world.ask(SAM, 'readLedger', { spaceId: ORD, cursor: null })).head;
    expect(told).toMatchObject({
      spaceId: ORD,
      filter: 'DENIED',
      madeAt: '2026-11-23T10:00:00.000Z',
      madeBy: SAM,
      chain: { chain: 'space-65537', ...head },
    });
    expect(cursor).toBeNull();
  });

  it('has everything once, as it is when the export ends, whatever happens meanwhile', async () => {
    const world = await anAccessWorld();
    const all = [];
    for (let n = 0; n < 130; n += 1) {
      world.time.now += 1_000;
      all.push(good(await send(world)));
    }
    world.time.now += 3_600_000;
    const first = await page(world, { state: 'PENDING' });
    expect(first.rows).toHaveLength(100);
    // One that is exported already is denied, and somebody asks anew.
    const [denied] = all;
    if (denied === undefined) throw new Error('no request');
    good(await decide(world, SOFIA, { ...about(denied), verdict: 'deny', reason: 'Not any more, sorry.' }));
    const late = good(await send(world));
    world.time.now += 60_000;
    const last = await page(world, { state: 'PENDING', cursor: first.cursor, begunAt: first.begunAt });
    expect(last.cursor).toBeNull();
    const document = JSON.parse(jsonDocument(gathered(gathered(null, first), last))) as {
      population: number;
      requests: ExportedRequest[];
    };
    expect(document).toMatchObject({ population: 130, filter: 'PENDING', madeBy: SAM });
    expect(document.requests.map(({ id }) => id)).toEqual([...all.slice(1).map(({ id }) => id), late.id]);
  });

  it('has what the index does not have yet, as the record names it', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    const ports = world.portsFor({ kind: 'anonymous' });
    const old = good(await ports.requests.scan(ORD, { cursor: null }));
    good(await decide(world, SAM, about(request)));
    good(await send(world));
    const lagging = { ...ports, requests: { ...ports.requests, scan: () => Promise.resolve(ok(old)) } };
    const asked = { spaceId: ORD, state: 'all', cursor: null, begunAt: null } as const;
    const { rows } = good(await exportRequests(lagging, asked));
    const newest = new Map(rows.map(({ request: one }) => [one.id, one.state]));
    expect([...newest.values()].sort()).toEqual(['APPROVED', 'PENDING']);
  });

  it('is whole however much happens while it is made, in steps that each end in time', async () => {
    const world = await anAccessWorld();
    const begun = await page(world);
    const many = Array.from({ length: 1_150 }, (_, n) => `r${String(n)}`);
    for (const id of many) good(await world.access.requests.commit(opening(id)));
    const ports = world.portsFor({ kind: 'anonymous' });
    // The index knows nothing of them: the record alone names them.
    const lagging = { ...ports, requests: { ...ports.requests, scan: () => Promise.resolve(ok(NOTHING)) } };
    const ids = new Set<string>();
    let cursor: string | null = null;
    let calls = 0;
    do {
      const asked = { spaceId: ORD, state: 'all', cursor, begunAt: Date.parse(begun.begunAt) } as const;
      const step: Awaited<ReturnType<typeof exportRequests>> = await exportRequests(lagging, asked);
      const { rows, cursor: next } = good(step);
      for (const { request } of rows) ids.add(request.id);
      // Somebody asks while it is walked.
      if (calls === 1) {
        many.push('late');
        good(await world.access.requests.commit(opening('late')));
      }
      cursor = next;
      calls += 1;
    } while (cursor !== null);
    expect([...ids].sort()).toEqual(many.sort());
    expect(calls).toBeGreaterThan(3);
  });

  it('says in words what the screens say, beside every code', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    const reason = 'Use the export instead, please.';
    good(await decide(world, SAM, { ...about(request), verdict: 'deny', reason }));
    const [one] = requestsIn(await page(world));
    expect(one).toMatchObject({
      state: 'DENIED',
      stateWords: 'denied',
      caller: 'partner-acme',
      callerWords: 'consumer partner-acme',
      reviews: [{ verdict: 'deny', verdictWords: 'denied', reason }],
    });
    const view = await page(world, { state: 'DENIED', format: 'csv' });
    expect(view.rows[0]?.text).toContain(`${SAM} denied: ${reason}`);
    expect(csvDocument(gathered(null, view))).toContain('\r\nFilter,DENIED,denied\r\n');
    const document = jsonDocument(gathered(null, await page(world, { state: 'DENIED' })));
    expect(JSON.parse(document)).toMatchObject({ filter: 'DENIED', filterWords: 'denied', population: 1 });
  });

  it('is a table that no spreadsheet calculates', async () => {
    const world = await anAccessWorld();
    good(await send(world, DARIO, { reason: '=HYPERLINK("http://evil") for the shop' }));
    const view = await page(world, { format: 'csv' });
    expect(view.about.columns.split(',').slice(0, 4)).toEqual(['Request', 'State', 'State in words', 'Page']);
    expect(view.rows[0]?.text).toContain(`"'=HYPERLINK(""http://evil"") for the shop"`);
    expect(view.rows[0]?.text).toMatch(
      /^0{20,}\d+,PENDING,waiting for approval,131073,712020:dario,partner-acme,consumer partner-acme,consumer,/,
    );
    const lines = csvDocument(gathered(null, view)).split('\r\n');
    expect(lines.slice(0, 4)).toEqual([
      'Access requests of space,65537',
      'Population,1',
      'Filter,all,in whatever state',
      'Record,space-65537',
    ]);
    expect(lines.slice(8, 11)).toEqual(['', view.about.columns, view.rows[0]?.text]);
  });
});

describe('an export of a record', () => {
  it('comes in pages that name their end, and leaves out what was recorded since it began', async () => {
    const world = await anAccessWorld();
    for (let n = 0; n < 3; n += 1) good(await send(world));
    const ask = (from: number, to: number | null) =>
      world.ask(SAM, 'exportLedger', { spaceId: ORD, from, to, withPeople: false });
    const first = good(await ask(1, null));
    expect(first).toMatchObject({ to: 3, next: null, people: null });
    expect(first.start).toMatchObject({ kind: 'gatehouse ledger', chain: 'space-65537', head: { seq: 3 } });
    good(await send(world));
    const again = good(await ask(2, 3));
    expect(again.start).toBeNull();
    expect(again.records.map(({ entry }) => entry.seq)).toEqual([2, 3]);
  });

  it('holds the space’s end in the checkpoints of the site, and no other space’s', async () => {
    const world = await anAccessWorld();
    good(await send(world));
    const subject = { kind: 'account', accountId: DARIO } as const;
    good(
      await world.ask(ADA, 'saveMapping', { id: world.connectionId, subject, consumerId: 'id-partner-acme' }),
    );
    good(await makeCheckpoint(world.portsFor({ kind: 'anonymous' })));
    const asked = { from: 1, to: null, withPeople: false };
    const { start } = good(await world.ask(SAM, 'exportLedger', { spaceId: ORD, ...asked }));
    expect(start?.checkpoints).toMatchObject([{ head: { chain: 'space-65537' }, root: { chains: 2 } }]);
    expect(JSON.stringify(start)).not.toContain('"site"');
    const site = good(await world.ask(ADA, 'exportSiteLedger', { ...asked, withPeople: true }));
    expect(site.start?.chain).toBe('site');
    expect(Object.values(site.people ?? {}).sort()).toEqual([ADA, DARIO]);
  });

  it('is of nothing where nothing was recorded', async () => {
    const world = await anAccessWorld();
    const asked = { spaceId: ORD, from: 1, to: null, withPeople: true };
    expect(good(await world.ask(SAM, 'exportLedger', asked))).toMatchObject({
      start: { head: null },
      records: [],
      next: null,
      to: 0,
    });
  });
});
