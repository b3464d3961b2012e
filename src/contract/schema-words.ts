import { z } from 'zod';

/** One line of text, trimmed. */
export const text = (what: string, { min = 1, max }: { min?: number; max: number }) =>
  z
    .string(`${what} is needed.`)
    .trim()
    .min(min, `${what} is needed.`)
    .max(max, `${what} has at most ${max} characters.`)
    .regex(/^[^\p{Cc}]*$/u, `${what} is one line of text.`);

/** Ids of accounts (`712020:4f…`), groups (a UUID) and connections (a ULID). */
export const id = z.string('This is not an id.').regex(/^[\w:.-]{1,128}$/, 'This is not an id.');

export const headerName = z
  .string('A header name is needed.')
  .trim()
  .max(64, 'A header name has at most 64 characters.')
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'A header name has letters, digits and “-”.');

/**
 * Where an API is: no user, no query. Spelt as the platform compares it, without a slash at the end. What Forge would not call (plain
 * http, another port) may be written down: a test of the connection says so in its own words.
 */
export const apiUrl = z
  .string('An address is needed: https://host.')
  .trim()
  .max(512, 'An address has at most 512 characters.')
  .transform((written, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (!URL.canParse(written)) return refuse('This is not an address; it looks like https://host.');
    const url = new URL(written);
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      return refuse('The address has to start with https://.');
    if (url.username !== '' || url.password !== '')
      return refuse('An address has no user name and no password.');
    if (written.includes('?') || written.includes('#')) return refuse('An address ends before “?” and “#”.');
    return url.href.replace(/\/+$/, '');
  });

/** @source kubernetes.io/docs/concepts/overview/working-with-objects/names: DNS label */
export const namespace = z
  .string('A namespace is needed.')
  .trim()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'A namespace has lower-case letters, digits and “-”.');

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?';
const PREFIX = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*';
const labelKey = z
  .string()
  .max(317)
  .regex(
    new RegExp(`^(?:(?=.{1,253}/)${PREFIX}/)?${NAME}$`),
    'A label’s key looks like app or app.kubernetes.io/name.',
  );
const labelValue = z
  .string('A label has a value.')
  .regex(new RegExp(`^(?:${NAME})?$`), 'A label’s value has at most 63 letters, digits, “.”, “_” and “-”.');

/** @source kubernetes.io/docs/concepts/overview/working-with-objects/labels: syntax and character set */
export const labels = z
  .record(labelKey, labelValue, 'Labels are needed.')
  .refine((all) => Object.keys(all).length > 0, 'At least one label is needed.')
  .refine((all) => Object.keys(all).length <= 20, 'At most 20 labels.');
