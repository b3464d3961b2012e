import { z } from 'zod';

import { headerName, namespace, text } from './schema-words';

const accountName = z
  .string('A service account is needed.')
  .trim()
  .regex(
    /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
    'A service account has lower-case letters, digits, “-” and “.”.',
  );

const caller = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('account'), namespace, name: accountName }),
    z.strictObject({ kind: z.literal('namespace'), namespace }),
    z.strictObject({ kind: z.literal('stranger') }),
  ],
  'Say who calls.',
);

const method = z
  .string('A method is needed.')
  .regex(/^[A-Za-z]{1,32}$/, 'A method looks like GET.')
  .nullable();
const path = z
  .string('A path is needed.')
  .max(2048, 'A path has at most 2048 characters.')
  .regex(/^\/[\x21-\x7e]*$/, 'A path starts with “/” and is written as it is sent.')
  .nullable();
const port = z
  .int('A port is a number.')
  .min(1, 'A port is at least 1.')
  .max(65_535, 'A port is at most 65535.')
  .nullable();
const host = z
  .string('A host is needed.')
  .regex(/^[A-Za-z0-9._:[\]-]{1,253}$/, 'A host looks like orders.orders.svc, with a port where one is sent.')
  .nullable();

const headers = z
  .record(headerName, text('A header’s value', { min: 0, max: 1024 }).nullable())
  .refine((all) => Object.keys(all).length <= 20, 'At most 20 headers.')
  .nullable();

const token = z
  .union(
    [
      z.literal('none'),
      z.strictObject({
        issuer: text('The issuer', { min: 0, max: 512 }),
        subject: text('The subject', { min: 0, max: 512 }),
        audiences: z.array(text('An audience', { max: 512 })).max(10, 'At most 10 audiences.'),
      }),
    ],
    'Say “none”, or who issued the token and for whom.',
  )
  .nullable();

/** What of a call the table of callers leaves open. */
export const operationSchema = z.strictObject({ method, path, port, host });

export const triedCallSchema = z.strictObject({ caller, method, path, port, host, headers, token });
