import {
  asApp,
  asUser,
  exampleConfluence,
  memoryState,
  ORDERS_PAGE,
  ORDERS_SPACE,
  person,
} from './example-confluence';

const collection = `/wiki/api/v2/pages/${ORDERS_PAGE}/properties`;

type Property = { id: string; version: { number: number } };
const created = async (
  example: ReturnType<typeof exampleConfluence>,
  value: unknown = { v: 1 },
): Promise<Property> =>
  (await example.ask(asUser('olga'), `POST ${collection}`, { key: 'gatehouse_state', value }))
    .body as Property;

describe('content properties of the local Confluence', () => {
  it('keeps a property under its key and counts its versions from one', async () => {
    const example = exampleConfluence();
    const property = await created(example);
    expect(property).toMatchObject({
      key: 'gatehouse_state',
      value: { v: 1 },
      version: { number: 1, authorId: '712020:olga' },
    });
    const update = { key: 'gatehouse_state', value: { v: 2 }, version: { number: 2, message: 'rev 2' } };
    const changed = await example.ask(asUser('olga'), `PUT ${collection}/${property.id}`, update);
    expect(changed).toMatchObject({
      status: 200,
      body: { value: { v: 2 }, version: { number: 2, message: 'rev 2' } },
    });
    const found = await example.ask(asUser('rita'), `GET ${collection}?key=gatehouse_state`);
    expect(found.body).toMatchObject({ results: [{ id: property.id, value: { v: 2 } }] });
  });

  it("refuses a property write at a stale version with Confluence's own words", async () => {
    const example = exampleConfluence();
    const property = await created(example);
    const stale = { key: 'gatehouse_state', value: { v: 9 }, version: { number: 1 } };
    const answer = await example.ask(asUser('olga'), `PUT ${collection}/${property.id}`, stale);
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({
      errors: [
        {
          status: '409',
          code: 'CONFLICT',
          title:
            'Version must be incremented when updating a page property. Current Version: [1]. Provided version: [1]',
          detail: null,
        },
      ],
    });
    expect((await example.ask(asUser('olga'), `GET ${collection}/${property.id}`)).body).toMatchObject({
      value: { v: 1 },
    });
  });

  it('lets one of two writers win who both saw the same version', async () => {
    const example = exampleConfluence();
    const { id } = await created(example);
    const write = (name: string) =>
      example.ask(asUser('olga'), `PUT ${collection}/${id}`, {
        key: 'gatehouse_state',
        value: { name },
        version: { number: 2 },
      });
    const answers = await Promise.all([write('first'), write('second')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('refuses a second property of the same key', async () => {
    const example = exampleConfluence();
    await created(example);
    const again = await example.ask(asUser('olga'), `POST ${collection}`, {
      key: 'gatehouse_state',
      value: 1,
    });
    expect(again).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'CONFLICT', title: 'Property with key [gatehouse_state] already exists' }] },
    });
  });

  it('lets an editor of the page change its properties and hides the write from a reader', async () => {
    const example = exampleConfluence();
    const { id } = await created(example);
    const write = { key: 'gatehouse_state', value: { forged: true }, version: { number: 2 } };
    expect((await example.ask(person('rita'), `PUT ${collection}/${id}`, write)).status).toBe(404);
    expect((await example.ask(person('rita'), `DELETE ${collection}/${id}`)).status).toBe(404);
    expect((await example.ask(person('dario'), `PUT ${collection}/${id}`, write)).status).toBe(200);
    expect((await example.ask(asApp, `DELETE ${collection}/${id}`)).status).toBe(204);
    expect((await example.ask(person('dario'), `GET ${collection}/${id}`)).status).toBe(404);
  });

  it('refuses a value of more than 32 KB', async () => {
    const example = exampleConfluence();
    const fits = await example.ask(asUser('olga'), `POST ${collection}`, {
      key: 'fits',
      value: 'x'.repeat(32 * 1024 - 2),
    });
    const tooBig = await example.ask(asUser('olga'), `POST ${collection}`, {
      key: 'big',
      value: 'x'.repeat(32 * 1024),
    });
    expect([fits.status, tooBig.status]).toEqual([200, 400]);
  });

  it('lets only a space admin write the properties of a space', async () => {
    const example = exampleConfluence();
    const spaceProperties = `/wiki/api/v2/spaces/${ORDERS_SPACE}/properties`;
    const body = { key: 'gatehouse_policy', value: { min: 1 } };
    for (const caller of [person('rita'), person('olga'), person('ada'), asApp]) {
      expect((await example.ask(caller, `POST ${spaceProperties}`, body)).status).toBe(404);
    }
    expect((await example.ask(asUser('sam'), `POST ${spaceProperties}`, body)).status).toBe(201);
    expect((await example.ask(person('rita'), `GET ${spaceProperties}`)).body).toMatchObject({
      results: [{ key: 'gatehouse_policy' }],
    });
  });

  it('survives a restart with everything that was written', async () => {
    const state = memoryState();
    const before = exampleConfluence({ state });
    const property = await created(before);
    const after = exampleConfluence({ state });
    expect((await after.ask(person('rita'), `GET ${collection}/${property.id}`)).body).toEqual(property);
    const next = await after.ask(asUser('olga'), `POST ${collection}`, { key: 'another', value: 1 });
    expect((next.body as Property).id).not.toBe(property.id);
  });
});
