import {
  accessTable,
  NO_TABLE_AT_ALL,
  tableMessage,
  textHash,
  textOfTable,
} from '../../domain/access/access-table';
import type { KeptTable, PageProjection } from '../../domain/access/page-projection';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import type { PagePort } from '../ports-of-pages';
import { nowOf } from './keep-step';
import type { ProjectRefusal } from './project-page';

export type TablePorts = Pick<Ports, 'projections' | 'recorded' | 'clock'> & {
  confluence: Pick<PagePort, 'readTable' | 'writeTable'>;
};

type Keeping = {
  requests: readonly AccessRequest[];
  /** A look for its own sake: also where nothing changed. */
  looks: boolean;
  /** Over whatever stands there: somebody asked for it. */
  anew: boolean;
};

type Kept = Result<PageProjection, ProjectRefusal>;

const NOTHING = textHash([]);

/**
 * Makes the access table on the page say what the record says, where the space's admins want one; where they do not any more, it is taken off.
 * Only what was written here last is written over: a table that somebody edited or removed is left alone, and kept as such. What a
 * write is about to put there is kept before it, so that one that was cut short is not taken for somebody's edit.
 */
export async function keepTable(ports: TablePorts, row: PageProjection, keeping: Keeping): Promise<Kept> {
  const setting = await ports.recorded.get('space', row.spaceId);
  if (!setting.ok) return setting;
  const writes = setting.value?.value.writesTable ?? null;
  // Nobody was asked, or nobody answered: nothing was ever written.
  if (writes === null) return ok(row);
  const now = nowOf(ports);
  const table = writes ? accessTable(keeping.requests, now) : NO_TABLE_AT_ALL;
  const wanted = textHash(textOfTable(table));
  if (isAsWanted(row.table, wanted) && !keeping.looks && !keeping.anew) return ok(row);
  const stands = await ports.confluence.readTable(row.pageId);
  if (!stands.ok) return stands;
  const found = textHash(stands.value.text);
  const ours = [wanted, row.table.written ?? NOTHING, row.table.writing];
  if (!keeping.anew && !ours.includes(found)) return leaveAlone(ports, row, stands.value.pageVersion);
  if (found === wanted) return settle(ports, row, wanted);
  const begun = await save(ports, row, { writing: wanted });
  if (!begun.ok) return begun;
  const message = writes
    ? tableMessage(keeping.requests, { since: row.table.at, now })
    : 'Gatehouse: the access table is no longer kept here';
  const written = await ports.confluence.writeTable(row.pageId, {
    table,
    seen: stands.value.pageVersion,
    message,
  });
  return written.ok ? settle(ports, begun.value, wanted) : written;
}

const isAsWanted = ({ written, writing, handEdited }: KeptTable, wanted: string): boolean =>
  (written ?? NOTHING) === wanted && writing === null && handEdited === null;

const leaveAlone = (ports: TablePorts, row: PageProjection, pageVersion: number): Promise<Kept> =>
  row.table.handEdited?.pageVersion === pageVersion
    ? Promise.resolve(ok(row))
    : save(ports, row, { handEdited: { pageVersion, at: nowOf(ports) } });

const settle = (ports: TablePorts, row: PageProjection, wanted: string): Promise<Kept> =>
  isAsWanted(row.table, wanted)
    ? Promise.resolve(ok(row))
    : save(ports, row, { written: wanted, writing: null, handEdited: null, at: nowOf(ports) });

const save = async (ports: TablePorts, row: PageProjection, change: Partial<KeptTable>): Promise<Kept> => {
  const next = { ...row, rev: row.rev + 1, table: { ...row.table, ...change } };
  const saved: Result<true, { code: 'CONFLICT' } | StorageFailure> = await ports.projections.save(next);
  return saved.ok ? ok(next) : err(saved.error);
};
