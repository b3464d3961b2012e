import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  verifyExport,
  type CheckpointDocument,
  type ExportVerdict,
  type LedgerExport,
} from '../src/domain/access/ledger-export';
import type { JsonObject } from '../src/domain/json';

/*
 * `npm run verify-ledger FILE [--checkpoint FILE]…`: verifies an export of a record without Gatehouse, the network or a secret.
 * Exit 0: everything is as it was recorded. 1: it is not, or that cannot be said. 2: a file could not be read.
 */

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a hash');
const seq = z.int().min(0);
const key = z.strictObject({
  kid: z.string(),
  publicKey: hash,
  validFrom: z.number(),
  validUntil: z.number().nullable(),
});
const head = z.strictObject({ chain: z.string(), seq, hash, at: z.number() });
const signedHead = head.extend({ v: z.literal(1), kid: z.string(), sig: z.string() });
const root = z.strictObject({
  v: z.literal(1),
  day: z.iso.date(),
  at: z.number(),
  chains: seq,
  merkleRoot: hash,
  kid: z.string(),
  sig: z.string(),
});
const proof = z.strictObject({
  root,
  head,
  proof: z.strictObject({ index: seq, size: seq, path: z.array(z.string()) }),
});
/** What an entry holds is what was hashed: nothing is added, left out or turned into something else here. */
const body = z.record(z.string(), z.json()) as z.ZodType<JsonObject>;
const entry = z.looseObject({
  chain: z.string(),
  seq,
  prev: z.string(),
  at: z.number(),
  bodyHash: z.string(),
});
const record = z.strictObject({ entry, hash: z.string(), body: body.nullable() });

const ledgerExport = z.strictObject({
  v: z.literal(1),
  kind: z.literal('gatehouse ledger', 'not an export of a record'),
  chain: z.string(),
  madeAt: z.string(),
  madeBy: z.string(),
  head: signedHead.nullable(),
  keys: z.array(key),
  checkpoints: z.array(proof),
  records: z.array(record),
  people: z.record(z.string(), z.string()).nullable(),
});
const checkpointDocument = z.strictObject({
  v: z.literal(1),
  kind: z.literal('gatehouse checkpoint', 'not a checkpoint'),
  checkpoint: root.extend({ heads: z.array(head) }),
  keys: z.array(key),
});

/** What is told, and the exit code. Throws nothing that a file could cause. */
export const verifyLedger = (args: readonly string[]): { lines: string[]; exit: 0 | 1 | 2 } => {
  const named = filesIn(args);
  if (named === null) return { lines: ['Usage: npm run verify-ledger FILE [--checkpoint FILE]…'], exit: 2 };
  const document = read(named.file, ledgerExport);
  if ('problem' in document) return { lines: [document.problem], exit: 2 };
  const kept: CheckpointDocument[] = [];
  for (const file of named.checkpoints) {
    const checkpoint = read(file, checkpointDocument);
    if ('problem' in checkpoint) return { lines: [checkpoint.problem], exit: 2 };
    kept.push(checkpoint.value);
  }
  // The schema says what the verification looks at; entries are hashed as they stand.
  const ledger = document.value as unknown as LedgerExport;
  const { verdict, days } = verifyExport(ledger, kept);
  return { lines: told(ledger, { verdict, days, kept: kept.length }), exit: isGood(verdict) ? 0 : 1 };
};

const filesIn = (args: readonly string[]): { file: string; checkpoints: string[] } | null => {
  const files: string[] = [];
  const checkpoints: string[] = [];
  for (let n = 0; n < args.length; n += 1) {
    const arg = args[n] ?? '';
    if (arg !== '--checkpoint') files.push(arg);
    else checkpoints.push(args[(n += 1)] ?? '');
  }
  const [file, ...more] = files;
  const isUsable =
    file !== undefined && more.length === 0 && !file.startsWith('--') && !checkpoints.includes('');
  return isUsable ? { file, checkpoints } : null;
};

const read = <T>(file: string, schema: z.ZodType<T>): { value: T } | { problem: string } => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { problem: `${file} cannot be read.` };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: `${file} is not JSON; copy all parts of the export, in their order.` };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    problem: `${file}: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'not understood'}`,
  };
};

const isGood = ({ outcome }: ExportVerdict): boolean => outcome === 'verified' || outcome === 'empty';

type Found = { verdict: ExportVerdict; days: string[]; kept: number };

const told = (document: LedgerExport, { verdict, days, kept }: Found): string[] => {
  const [line, ...more] = verdictLines(document, verdict);
  if (!isGood(verdict)) return [line ?? '', ...more];
  return [
    line ?? '',
    ...more,
    days.length === 0
      ? 'No checkpoint holds this record.'
      : `It fits ${days.length === 1 ? 'the checkpoint' : 'the checkpoints'} of ${days.join(', ')}.`,
    kept === 0
      ? 'Nothing that was kept elsewhere was given: this shows that the export is whole and was signed by the key that it names, not that nothing was cut off before. Give --checkpoint FILE.'
      : `${kept} kept elsewhere ${kept === 1 ? 'was' : 'were'} given and ${kept === 1 ? 'holds' : 'hold'}.`,
  ];
};

const verdictLines = ({ chain, head, keys }: LedgerExport, verdict: ExportVerdict): string[] => {
  switch (verdict.outcome) {
    case 'empty':
      return [`OK: nothing was ever recorded in ${chain}.`];
    case 'verified': {
      const signer = keys.find(({ kid }) => kid === head?.kid);
      return [
        `OK: ${verdict.checked} entries of ${chain}, up to ${verdict.head.hash}.`,
        `Signed with key ${signer?.kid ?? ''}, public half ${signer?.publicKey ?? ''}.`,
      ];
    }
    case 'broken':
      return [`BROKEN at entry ${verdict.at} of ${chain}: ${CAUSES[verdict.cause]} (${verdict.cause}).`];
    case 'truncated':
      return [
        `TRUNCATED: ${chain} ends at entry ${verdict.at}; entry ${verdict.expected} was signed or published.`,
      ];
    case 'unknown key':
      return [
        `UNKNOWN KEY: something of ${chain} is signed with ${verdict.kid}, which is not among the keys, or was not in use then.`,
      ];
    case 'other key':
      return [
        `OTHER KEY: the export calls another key ${verdict.kid} than the checkpoint that was kept elsewhere does. It was signed by somebody else.`,
      ];
    case 'bad checkpoint':
      return [
        verdict.kept
          ? `BAD CHECKPOINT: the one of ${verdict.day} that was given does not fit its own signature.`
          : `BAD CHECKPOINT: the one of ${verdict.day} in the export does not fit its signature.`,
      ];
  }
};

const CAUSES: Record<Extract<ExportVerdict, { outcome: 'broken' }>['cause'], string> = {
  gap: 'an entry is missing, doubled or moved before it',
  link: 'it does not follow the entry before',
  altered: 'its content does not have its hash',
  body: 'what it tells is not what was recorded',
  time: 'it is dated before the entry before',
  anchor: 'it is not what was published',
  signature: 'the end is not signed by the key that it names',
  'beyond the head': 'the signed end does not know it',
};

if (require.main === module) {
  const { lines, exit } = verifyLedger(process.argv.slice(2));
  console.log(lines.join('\n'));
  process.exitCode = exit;
}
