import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { LARGEST_BLOB } from './rows';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** JSON, compressed, as text that a storage value takes. */
export const pack = async (data: unknown): Promise<string> =>
  (await zip(JSON.stringify(data))).toString('base64');

/** @throws when the text is not whole: gzip carries a checksum */
export const unpack = async (packed: string): Promise<unknown> =>
  JSON.parse((await unzip(Buffer.from(packed, 'base64'))).toString('utf8')) as unknown;

/** The text in pieces that a row takes; at least one. */
export const cut = (text: string): string[] =>
  Array.from({ length: Math.max(1, Math.ceil(text.length / LARGEST_BLOB)) }, (_, n) =>
    text.slice(n * LARGEST_BLOB, (n + 1) * LARGEST_BLOB),
  );
