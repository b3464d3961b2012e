import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { specifiedScopes } from '../../host/confluence/generate-scopes';
import { ENDPOINTS } from '../../host/confluence/rest/endpoints';
import { SPECIFIED_SCOPES } from '../../host/confluence/scopes.generated';
import type { ConfluenceCaller } from '../../host/types';
import {
  CART_PAGE,
  exampleConfluence,
  exampleSite,
  ORDERS_PAGE,
  ORDERS_SPACE,
  PAYMENTS_PAGE,
} from '../host/confluence/example-confluence';

const folder = path.join(process.env.GATEHOUSE_SHARED ?? '', 'openapi');

type Operation = { responses: Record<string, { content?: Record<string, { schema?: object }> }> };
type Specification = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};

/** The v1 file refers to schemas that it does not hold; those parts cannot be checked and pass. */
const withMissingSchemas = (text: string): { specification: Specification; missing: string[] } => {
  const specification = JSON.parse(text) as Specification;
  const named = [...text.matchAll(/"#\/components\/schemas\/([^"/]+)"/g)].map(([, name = '']) => name);
  const missing = [...new Set(named)].filter((name) => !(name in specification.components.schemas));
  for (const name of missing) specification.components.schemas[name] = {};
  return { specification, missing };
};

const load = (file: string): ReturnType<typeof withMissingSchemas> =>
  withMissingSchemas(readFileSync(path.join(folder, file), 'utf8'));
const v1 = load('confluence-v1.json');
const v2 = load('confluence-v2.json');

// OpenAPI 3.0 is no JSON Schema: `nullable` is known to Ajv, `example` and others are not, hence not strict. A `nullable`
// beside `$ref` or without `type` cannot be compiled and is taken out: no answer here rests on it.
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
addFormats(ajv);

const withoutUntypedNullable = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(withoutUntypedNullable);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key]) => key !== 'nullable' || 'type' in schema);
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutUntypedNullable(value)]));
};
ajv.addSchema(withoutUntypedNullable(v1.specification) as object, 'v1.json');
ajv.addSchema(withoutUntypedNullable(v2.specification) as object, 'v2.json');

const validators = new Map<string, ValidateFunction>();

const V2_PREFIX = '/wiki/api/v2';

type Promised = { statuses: string[]; validator(status: number): ValidateFunction | undefined };

/** What the specification says of an operation; undefined when it leaves the operation out. */
const promisedFor = (method: string, where: string): Promised | undefined => {
  const isV2 = where.startsWith(V2_PREFIX);
  const specPath = isV2 ? where.slice(V2_PREFIX.length) : where;
  const operation = (isV2 ? v2 : v1).specification.paths[specPath]?.[method.toLowerCase()];
  if (operation === undefined) return undefined;
  return {
    statuses: Object.keys(operation.responses),
    validator: (status) => {
      if (operation.responses[status]?.content?.['application/json']?.schema === undefined) return undefined;
      const steps = [
        'paths',
        specPath,
        method.toLowerCase(),
        'responses',
        String(status),
        'content',
        'application/json',
        'schema',
      ];
      const pointer = steps
        .map((step) => encodeURIComponent(step.replace(/~/g, '~0').replace(/\//g, '~1')))
        .join('/');
      const $ref = `${isV2 ? 'v2' : 'v1'}.json#/${pointer}`;
      const compiled = validators.get($ref) ?? ajv.compile({ $ref });
      validators.set($ref, compiled);
      return compiled;
    },
  };
};

const callers: [string, ConfluenceCaller][] = [
  ...['rita', 'olga', 'sam', 'petra', 'ada', 'nils'].map((name): [string, ConfluenceCaller] => [
    `user ${name}`,
    { as: 'user', accountId: `712020:${name}` },
  ]),
  ['app', { as: 'app' }],
  ['frame dario', { as: 'frame', accountId: '712020:dario' }],
  ['frame anonymous', { as: 'frame', accountId: null }],
  ['person sofia', { as: 'person', accountId: '712020:sofia' }],
  ['person anonymous', { as: 'person', accountId: null }],
];

const BINDING = 'gatehouse_binding';
const text = (value: string) => ({ representation: 'storage', value });
const property = (number: number) => ({ key: BINDING, value: { v: 2 }, version: { number } });

/** Requests that reach the ordinary, the empty, the refused and the broken answers of each operation. `{…}` are filled in per request. */
const samplesFor = (
  operation: string,
  bindingId: string,
  spacePropertyId: string,
): { fill: Record<string, string>; query?: string; body?: unknown }[] => {
  const pages = [ORDERS_PAGE, PAYMENTS_PAGE, CART_PAGE, '999999'];
  const onPages = (more: { query?: string; body?: unknown }[] = [{}]) =>
    pages.flatMap((id) =>
      more.map((each) => ({ fill: { id, 'page-id': id, 'property-id': bindingId }, ...each })),
    );
  const onSpaces = (more: { query?: string; body?: unknown }[] = [{}]) =>
    [ORDERS_SPACE, '65539', '999999'].flatMap((id) =>
      more.map((each) => ({ fill: { id, 'space-id': id, 'property-id': spacePropertyId }, ...each })),
    );
  const includes =
    '?include-labels=true&include-properties=true&include-operations=true&include-versions=true&include-permissions=true';
  const cql = (text: string): { query: string; fill: Record<string, string> } => ({
    fill: {},
    query: `?cql=${encodeURIComponent(text)}`,
  });
  const special: Record<string, { fill: Record<string, string>; query?: string; body?: unknown }[]> = {
    'GET /wiki/api/v2/pages': [
      { fill: {} },
      { fill: {}, query: '?limit=2&body-format=storage' },
      { fill: {}, query: '?limit=1000' },
      { fill: {}, query: '?body-format=atlas_doc_format' },
    ],
    'POST /wiki/api/v2/pages': [
      { fill: {}, body: { spaceId: ORDERS_SPACE, title: 'New', body: text('<p>x</p>') } },
      { fill: {}, body: { spaceId: '999999', title: 'New' } },
      { fill: {}, body: { no: 1 } },
    ],
    'GET /wiki/api/v2/pages/{id}': onPages([
      {},
      { query: '?body-format=storage' },
      { query: '?body-format=atlas_doc_format' },
      { query: includes },
    ]),
    'PUT /wiki/api/v2/pages/{id}': pages
      .flatMap((id) =>
        [2, 3, 4].map((number) => ({
          fill: { id },
          body: { id, status: 'current', title: `Page ${id}`, body: text('<p>x</p>'), version: { number } },
        })),
      )
      .concat([{ fill: { id: ORDERS_PAGE }, body: {} as never }]),
    'POST /wiki/api/v2/pages/{page-id}/properties': onPages([
      { body: { key: 'new', value: 1 } },
      { body: { key: BINDING, value: 1 } },
      { body: { key: '' } },
    ]),
    'PUT /wiki/api/v2/pages/{page-id}/properties/{property-id}': onPages([
      { body: property(1) },
      { body: property(2) },
      { body: {} },
    ]),
    'POST /wiki/api/v2/spaces/{space-id}/properties': onSpaces([
      { body: { key: 'new', value: 1 } },
      { body: { key: BINDING, value: 1 } },
      { body: {} },
    ]),
    'PUT /wiki/api/v2/spaces/{space-id}/properties/{property-id}': onSpaces([
      { body: property(1) },
      { body: property(2) },
      { body: {} },
    ]),
    'GET /wiki/api/v2/spaces/{id}': onSpaces([{}, { query: includes }]).concat([
      { fill: { id: 'ORD', 'space-id': '', 'property-id': '' } },
    ]),
    'POST /wiki/api/v2/footer-comments': [ORDERS_PAGE, PAYMENTS_PAGE, '999999']
      .map((pageId): { fill: Record<string, string>; body: unknown } => ({
        fill: {},
        body: { pageId, body: text('<p>x</p>') },
      }))
      .concat([{ fill: {}, body: {} }]),
    'POST /wiki/api/v2/users-bulk': [
      { fill: {}, body: { accountIds: ['712020:rita', 'nobody'] } },
      { fill: {}, body: {} },
    ],
    'GET /wiki/rest/api/user/current': [{ fill: {} }, { fill: {}, query: '?expand=operations' }],
    'GET /wiki/rest/api/user/bulk': [{ fill: {}, query: '?accountId=712020:rita&accountId=712020:ada' }],
    'GET /wiki/rest/api/user/memberof': [{ fill: {}, query: '?accountId=712020:olga&limit=1' }],
    'GET /wiki/rest/api/group/by-id': [
      { fill: {}, query: '?id=8d0b6f2a-1c1e-4c55-9a51-000000000003' },
      { fill: {}, query: '?id=nobody' },
    ],
    'GET /wiki/rest/api/group/picker': [{ fill: {}, query: '?query=team' }],
    'GET /wiki/rest/api/group/{groupId}/membersByGroupId': [
      { fill: { groupId: '8d0b6f2a-1c1e-4c55-9a51-000000000001' }, query: '?limit=2' },
      { fill: { groupId: 'nobody' } },
    ],
    'GET /wiki/rest/api/content/search': [cql('type = page'), cql('(')],
    'GET /wiki/rest/api/search/user': [cql('type = user'), cql('(')],
    'POST /wiki/rest/api/content/{id}/permission/check': onPages([
      { body: { subject: { type: 'user', identifier: '712020:olga' }, operation: 'update' } },
      { body: {} },
    ]),
    'POST /wiki/rest/api/content/{id}/label': onPages([
      { body: [{ prefix: 'global', name: 'new' }] },
      { body: {} },
    ]),
    'DELETE /wiki/rest/api/content/{id}/label': onPages([
      { query: '?name=service' },
      { query: '?name=none' },
    ]),
  };
  return (
    special[operation] ??
    (operation.includes('/spaces/') ? onSpaces() : operation.includes('{') ? onPages() : [{ fill: {} }])
  );
};

const matrixSection = (title: string): string => {
  const matrix = readFileSync(path.join(__dirname, '../../host/matrix.md'), 'utf8');
  return matrix.split(`### ${title}\n`)[1]?.split(/^#/m)[0] ?? '';
};

/** `status METHOD path` of the matrix's table of answers that the specification does not list; `*` stands for any operation. */
const beyondSpecification = (): string[] =>
  [...matrixSection('Statuses beyond the specification').matchAll(/^\| (\d{3})\s+\| `([^`]+)`\s+\|/gm)].map(
    ([, status = '', operation = '']) => `${status} ${operation}`,
  );

/** The example with a space property to find, and nothing else changed. */
const freshExample = () => {
  const site = structuredClone(exampleSite());
  for (const space of site.spaces) space.properties[BINDING] = { v: 1 };
  return exampleConfluence({ site });
};

const firstId = (body: unknown): string => (body as { results: { id: string }[] }).results[0]?.id ?? '';

describe('the local Confluence and the published specification', () => {
  const unlisted = new Set<string>();
  let validated = 0;
  let withoutSchema = 0;

  afterAll(() => {
    console.info(
      `openapi: ${validated} answers validated, ${withoutSchema} with a listed status but no schema; ${v1.missing.length} schemas missing in v1, ${v2.missing.length} in v2`,
    );
  });

  const described = ENDPOINTS.map(({ method, path: where }) => ({
    method,
    where,
    operation: `${method} ${where}`,
  })).filter(({ method, where }) => promisedFor(method, where) !== undefined);

  it.each(described)(
    'answers $operation as specified, whoever asks',
    async ({ method, where, operation }) => {
      const promised = promisedFor(method, where);
      for (const [name, caller] of callers) {
        for (const sample of samplesFor(operation, '', '').keys()) {
          const { ask } = freshExample();
          const admin: ConfluenceCaller = { as: 'person', accountId: '712020:sam' };
          const bindingId = firstId(
            (await ask(admin, `GET /wiki/api/v2/pages/${ORDERS_PAGE}/properties`)).body,
          );
          const spacePropertyId = firstId(
            (await ask(admin, `GET /wiki/api/v2/spaces/${ORDERS_SPACE}/properties`)).body,
          );
          const request = samplesFor(operation, bindingId, spacePropertyId)[sample] ?? { fill: {} };
          const target =
            where.replace(/\{([^}]+)\}/g, (_, key: string) => request.fill[key] ?? '') +
            (request.query ?? '');
          const answer = await ask(caller, `${method} ${target}`, request.body);
          if (promised?.statuses.includes(String(answer.status)) !== true) {
            unlisted.add(`${answer.status} ${operation}`);
            continue;
          }
          const validate = promised.validator(answer.status);
          if (validate === undefined) {
            withoutSchema += 1;
            continue;
          }
          const isValid = validate(answer.body);
          expect({ name, target, errors: isValid ? [] : validate.errors }).toEqual({
            name,
            target,
            errors: [],
          });
          validated += 1;
        }
      }
    },
  );

  it('refuses missing scopes in the same way everywhere', async () => {
    for (const { method, where, operation } of described) {
      const answer = await exampleConfluence({ scopes: [] }).ask(
        { as: 'app' },
        `${method} ${where.replace(/\{[^}]+\}/g, '1')}`,
      );
      expect([operation, answer.status]).toEqual([operation, 401]);
    }
  });

  it('lists in the matrix every status that the specification does not, and no other', () => {
    const specific = beyondSpecification().filter((line) => !line.endsWith(' *'));
    expect([...unlisted].sort()).toEqual(specific.sort());
  });

  it('lists in the matrix every operation that the specification leaves out', () => {
    const rows = [
      ...matrixSection('Operations beyond the specification').matchAll(/^\| `([^`]+)`\s+\|/gm),
    ].map(([, operation]) => operation);
    const specified = described.map(({ operation }) => operation);
    const left = ENDPOINTS.map(({ method, path: where }) => `${method} ${where}`).filter(
      (operation) => !specified.includes(operation),
    );
    expect(left.sort()).toEqual(rows.sort());
  });

  it('carries the scopes that the specification names', () => {
    expect(SPECIFIED_SCOPES).toEqual(specifiedScopes(folder));
  });
});
