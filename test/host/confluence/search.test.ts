import { exampleConfluence, person } from './example-confluence';

const aliases = new Map([['gatehouseVersion', { propertyKey: 'gatehouse_binding', path: 'v' }]]);

const titlesFor = async (cql: string): Promise<string[]> => {
  const { ask } = exampleConfluence({ aliases });
  const { body } = await ask(
    person('petra'),
    `GET /wiki/rest/api/search?limit=100&cql=${encodeURIComponent(cql)}`,
  );
  return (body as { results: { title: string }[] }).results.map(({ title }) => title).sort();
};

describe('search on the local Confluence', () => {
  it.each([
    ['id = 131073', ['Orders service']],
    ['id in (131073, "131074")', ['Checkout service', 'Orders service']],
    ['space = PAY and title ~ "invoice*"', ['Invoices service']],
    ['type = page AND label = "pci"', ['Payments service']],
    ['label in (pci, oncall)', ['On-call handbook', 'Payments service']],
    ['ancestor = 131078', ['Orders in the peak season 2026']],
    ['(space = ORD or space = PAY) and label = svc-tax', ['Tax service']],
    ['content.property[gatehouse_binding].v = 1', ['Orders service', 'Payments service']],
    ['gatehouseVersion > 0 and space = ORD', ['Orders service']],
    ['title = "Nothing of the kind"', []],
  ])('finds pages by %s', async (cql, titles) => {
    expect(await titlesFor(cql)).toEqual(titles);
  });

  it('says 501 to CQL that only a real site understands, and 400 to what is none', async () => {
    const { ask } = exampleConfluence();
    const search = async (cql: string) =>
      (await ask(person('rita'), `GET /wiki/rest/api/search?cql=${encodeURIComponent(cql)}`)).status;
    for (const cql of [
      'creator = currentUser()',
      'text ~ "order"',
      'space = ORD order by title',
      'not space = ORD',
      'title !~ "x"',
      'space = NONE and creator = "x"',
    ]) {
      expect([cql, await search(cql)]).toEqual([cql, 501]);
    }
    for (const cql of ['', 'space =', 'space = ORD and', '(space = ORD', 'space in ORD', '"']) {
      expect([cql, await search(cql)]).toEqual([cql, 400]);
    }
  });

  it('finds people by name', async () => {
    const { ask } = exampleConfluence();
    const answer = await ask(
      person('rita'),
      `GET /wiki/rest/api/search/user?cql=${encodeURIComponent('type = user and user.fullname ~ "spaceadmin"')}`,
    );
    expect(answer.body).toMatchObject({
      totalSize: 2,
      results: [{ user: { accountId: '712020:sam' } }, { user: { accountId: '712020:sofia' } }],
    });
  });
});
