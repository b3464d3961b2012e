import { z } from 'zod';
import { cursor, environment, ledgerCursor, pageId, queueState, rev, spaceId } from './access-schemas';
import type { AuditDefs } from './audit';
import { id } from './schema-words';

/* Payloads of the audit, as they may come from a browser. */

const day = z.iso.date('This is not a day.');

const walk = {
  scope: z.enum(['whole', 'since-checkpoint'], 'Say from where.'),
  begin: z.boolean('Yes or no.'),
};

const entryNo = z.int('An entry has a number.').min(1, 'Entries begin with 1.').max(999_999_999);
const ledgerPart = {
  from: entryNo,
  to: entryNo.or(z.literal(0)).nullable(),
  withPeople: z.boolean('Yes or no.'),
};

export const AUDIT_SCHEMAS: { [K in keyof AuditDefs]: z.ZodType<Parameters<AuditDefs[K]>[0]> } = {
  readCallerGroups: z.strictObject({ pageId, environment }),
  listSiteRequests: z.strictObject({ state: queueState, cursor }),
  listServicePages: z.strictObject({ spaceId, cursor: pageId.nullable() }),
  exportRequests: z.strictObject({
    spaceId,
    state: queueState.exclude(['open']),
    format: z.enum(['csv', 'json'], 'CSV or JSON.'),
    cursor,
    begunAt: z.iso.datetime('This is not a time.').nullable(),
  }),
  exportLedger: z.strictObject({ spaceId, ...ledgerPart }),
  exportSiteLedger: z.strictObject(ledgerPart),
  listKeys: z.strictObject({}),
  rotateKey: z.strictObject({}),
  listCheckpoints: z.strictObject({ before: day.nullable() }),
  readCheckpoint: z.strictObject({ day }),
  readSiteLedger: z.strictObject({ cursor: ledgerCursor }),
  verifySiteLedger: z.strictObject(walk),
  readSiteVerifications: z.strictObject({}),
  verifyLedger: z.strictObject({ spaceId, ...walk }),
  readVerifications: z.strictObject({ spaceId }),
  readAliases: z.strictObject({}),
  saveAliases: z.strictObject({
    rev,
    aliases: z
      .array(
        z.array(id, 'A row is a list of accounts.').max(20, 'At most 20 accounts of one person.'),
        'A list of rows is needed.',
      )
      .max(500, 'At most 500 rows.'),
  }),
};
