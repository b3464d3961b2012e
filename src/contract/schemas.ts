import { z } from 'zod';
import { MAX_ENVIRONMENTS } from '../domain/binding';
import { KONNECT_REGIONS } from '../domain/connection';
import { err, ok, type Result } from '../domain/result';
import { EVERYTHING } from '../domain/space-rules';
import { CALLERS_A_PAGE } from './callers';
import { ACCESS_SCHEMAS } from './access-schemas';
import { AUDIT_SCHEMAS } from './audit-schemas';
import { CARRY_SCHEMAS } from './carry-schemas';
import type { AppError } from './codes';
import type { Defs } from './defs';
import { apiUrl, headerName, id, labels, namespace, text } from './schema-words';
import { operationSchema, triedCallSchema } from './tried-call-schema';

/*
 * Payloads as they may come from a browser. Objects are strict, lengths and counts bounded, and a message never repeats what was sent:
 * it may be a secret.
 */

export type PayloadOf<K extends keyof Defs> = Parameters<Defs[K]>[0];

const pageId = z
  .string({ error: 'This is not the id of a page.' })
  .regex(/^\d{1,19}$/, 'This is not the id of a page.');
const rev = z.int('A revision is a whole number.').min(0, 'A revision is not negative.');
const query = text('Search text', { max: 100, min: 0 });
const page = z.strictObject({ pageId });
const pageQuery = z.strictObject({ pageId, query });
const pageRead = z.strictObject({
  pageId,
  from: z.enum(['live', 'remembered'], 'Choose live or remembered.'),
});

const service = text('A service name', { max: 256 });
const tag = text('A tag', { max: 256 });

const kongTarget = z
  .strictObject({ connectionId: id, service: service.optional(), tag: tag.optional() })
  .transform(({ connectionId, service, tag }, context) => {
    if (service !== undefined && tag === undefined) return { connectionId, service };
    if (tag !== undefined && service === undefined) return { connectionId, tag };
    context.addIssue({ code: 'custom', message: 'Name a service or a tag, one of them.' });
    return z.NEVER;
  });

const kubernetesTarget = z.strictObject({ connectionId: id, namespace, labels });

const environmentName = text('A name', { max: 40 });
const environment = z
  .strictObject({
    name: environmentName,
    kong: kongTarget.nullable(),
    kubernetes: kubernetesTarget.nullable(),
  })
  .refine(({ kong, kubernetes }) => kong !== null || kubernetes !== null, {
    message: 'Choose a Kong service, a workload, or both.',
  });

/** Also what a stored binding is read with: editors of a page can write its properties by hand. */
const bindingSchema = z.strictObject({
  v: z.literal(1, 'Only version 1 is known.'),
  environments: z
    .array(environment, 'A list of environments is needed.')
    .min(1, 'At least one environment is needed.')
    .max(MAX_ENVIRONMENTS, `At most ${MAX_ENVIRONMENTS} environments.`)
    .superRefine((environments, context) => {
      const names = environments.map(({ name }) => name.toLowerCase());
      names.forEach((name, n) => {
        if (names.indexOf(name) !== n)
          context.addIssue({
            code: 'custom',
            path: [n, 'name'],
            message: 'Two environments have this name.',
          });
      });
    }),
});

const flavor = z.enum(['traditional', 'traditional_compatible', 'expressions'], 'Choose a router flavor.');
const kongApi = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('admin'),
      url: apiUrl,
      workspace: z
        .string()
        .trim()
        .regex(/^[\w.~-]{1,128}$/, 'A workspace has letters, digits, “.”, “_”, “~” and “-”.')
        .nullable(),
      tokenHeader: headerName.nullable(),
    }),
    z.strictObject({
      type: z.literal('konnect'),
      region: z.enum(KONNECT_REGIONS, 'Choose a region.'),
      controlPlaneId: z.guid('A control plane id looks like 8c4a7a54-9f4f-4a3e-8f2d-2f1f3c1d2e5b.'),
      flavor,
    }),
  ],
  'Choose an Admin API or Konnect.',
);

const target = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('kong'), api: kongApi }),
    z.strictObject({ kind: z.literal('kubernetes'), url: apiUrl }),
  ],
  'Choose Kong or Kubernetes.',
);

const owner = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('group'), groupId: id }),
    z.strictObject({ kind: z.literal('person'), accountId: id }),
  ],
  'An owner is a group or a person.',
);

/** A token is sent as a header: pasted line ends would break it. */
const secret = z
  .string('Enter the token.')
  .trim()
  .min(1, 'Enter the token.')
  .max(8192, 'A token has at most 8192 characters.')
  .regex(/^[\x21-\x7e]*$/, 'A token has no spaces and no special characters.');

const credentialChanges = [
  z.strictObject({ change: z.literal('keep') }),
  z.strictObject({ change: z.literal('set'), secret }),
  z.strictObject({ change: z.literal('finish-rotation') }),
  z.strictObject({ change: z.literal('remove') }),
] as const;
const CHOOSE_CHANGE = 'Say what to do with the token.';

const draft = z.strictObject({
  name: text('A name', { max: 80 }),
  target,
  owners: z
    .array(owner, 'Name at least one owner.')
    .min(1, 'Name at least one owner.')
    .max(10, 'At most 10 owners.'),
  reader: z.discriminatedUnion('change', credentialChanges, CHOOSE_CHANGE),
  writer: z.discriminatedUnion(
    'change',
    [...credentialChanges, z.strictObject({ change: z.literal('read-only') })],
    CHOOSE_CHANGE,
  ),
});

const names = (what: string) =>
  z.array(text(what, { max: 256 }), `A list is needed.`).max(200, 'At most 200 in one list.');
const scope = z.strictObject({
  services: names('A service name'),
  tags: names('A tag'),
  namespaces: z
    .array(
      z.union(
        [z.literal(EVERYTHING), namespace],
        'A namespace has lower-case letters, digits and “-”, or is “*”.',
      ),
    )
    .max(200, 'At most 200 in one list.'),
});

const rules = z
  .array(
    z.strictObject({
      spaceId: z.string().regex(/^\d{1,19}$/, 'This is not the id of a space.'),
      show: scope,
      change: scope,
    }),
  )
  .max(500, 'At most 500 spaces.')
  .superRefine((all, context) => {
    all.forEach((rule, n) => {
      if (all.findIndex((other) => other.spaceId === rule.spaceId) !== n)
        context.addIssue({
          code: 'custom',
          path: [n, 'spaceId'],
          message: 'There are two rules for this space.',
        });
    });
  });

const pageEnvironment = z.strictObject({ pageId, environment: environmentName });
const subject = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('account'), accountId: id }),
    z.strictObject({ kind: z.literal('group'), groupId: id }),
  ],
  'Choose a person or a group.',
);
const mapping = z.strictObject({ id, subject, consumerId: id });
const COUNT = 'A whole number is needed.';

const role = z.enum(['reader', 'writer'], 'Choose the reader or the writer.');

export const SCHEMAS: { [K in keyof Defs]: z.ZodType<PayloadOf<K>> } = {
  readRoutes: pageRead,
  readPolicies: pageRead,
  tryCall: pageEnvironment.extend({ call: triedCallSchema }),
  readMeshCallers: pageEnvironment.extend({ call: operationSchema, query }),
  readPolicyChanges: pageEnvironment,
  readSnapshotState: page,
  refreshSnapshot: z.strictObject({ pageId, connectionId: id }),
  readCallers: pageEnvironment.extend({
    search: query,
    offset: z.int(COUNT).min(0, COUNT).max(1_000_000, COUNT),
    limit: z.int(COUNT).min(1, COUNT).max(CALLERS_A_PAGE, `At most ${CALLERS_A_PAGE} at a time.`),
  }),
  exportCallers: pageEnvironment.extend({ search: query }),
  readAsMe: pageEnvironment,
  readBinding: page,
  searchCandidates: z.strictObject({
    pageId,
    query,
    kind: z.enum(['kong', 'kubernetes'], 'Choose kong or kubernetes.'),
  }),
  saveBinding: z.strictObject({
    pageId,
    version: rev,
    binding: bindingSchema,
    endsGrants: z.boolean('Yes or no.').exactOptional(),
  }),
  setOwnerGroup: z.strictObject({ pageId, groupId: id.nullable() }),
  searchGroupsForPage: pageQuery,
  listConnections: z.strictObject({}),
  readConnection: z.strictObject({ id }),
  saveConnection: z.strictObject({ id: id.nullable(), rev, draft }),
  saveSpaceRules: z.strictObject({ id, rev, rules }),
  testConnection: z.strictObject({ id, role }),
  removeConnection: z.strictObject({
    id,
    rev,
    grants: z.enum(['end', 'leave'], 'They end, or are left in place.').exactOptional(),
  }),
  readConnectionSnapshot: z.strictObject({ id }),
  refreshConnectionSnapshot: z.strictObject({ id }),
  readConnectionDrift: z.strictObject({ id }),
  listMappings: z.strictObject({ id }),
  saveMapping: mapping,
  removeMapping: mapping,
  suggestMappings: z.strictObject({ id }),
  searchConsumers: z.strictObject({ id, query }),
  readExchanges: z.strictObject({ id }),
  searchSpaces: z.strictObject({ query }),
  searchGroups: z.strictObject({ query }),
  ...ACCESS_SCHEMAS,
  ...AUDIT_SCHEMAS,
  ...CARRY_SCHEMAS,
};

/** The payload of `key`, or BAD_INPUT with the first offending field as the payload spells it: `draft.target.api.url`. */
export function parsePayload<K extends keyof Defs>(key: K, payload: unknown): Result<PayloadOf<K>, AppError> {
  const parsed = SCHEMAS[key].safeParse(payload);
  if (parsed.success) return ok(parsed.data);
  const { field, detail } = firstProblem(parsed.error);
  return err({ code: 'BAD_INPUT', field, detail });
}

/** The first problem in words. Unknown keys are named by where they are only: a key, too, may hold what was pasted. */
const firstProblem = (error: z.ZodError): { field: string; detail: string } => {
  const [issue] = error.issues;
  const field = issue?.path.join('.') ?? '';
  const detail = issue === undefined ? 'Not understood.' : wordsFor(issue);
  return { field: field === '' ? 'payload' : field, detail };
};

const wordsFor = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'There is a field that is not known here.';
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    case 'invalid_type':
      return issue.message.startsWith('Invalid input') ? 'Missing, or not of the right type.' : issue.message;
    default:
      return issue.message;
  }
};
