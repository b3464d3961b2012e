import {
  anonymous,
  asApp,
  asUser,
  CART_PAGE,
  exampleConfluence,
  ORDERS_PAGE,
  ORDERS_SPACE,
  PAYMENTS_PAGE,
  person,
} from './example-confluence';

const page = (id: string) => `GET /wiki/api/v2/pages/${id}`;

describe('who sees and does what on the local Confluence', () => {
  it('hides a restricted page from somebody outside the group with 404', async () => {
    const { ask } = exampleConfluence();
    expect((await ask(person('petra'), page(PAYMENTS_PAGE))).status).toBe(200);
    const refused = await ask(person('nils'), page(PAYMENTS_PAGE));
    expect(refused.status).toBe(404);
    expect(JSON.stringify(refused.body)).not.toContain('Payments');
  });

  it('leaves a restricted page out of every list and search for somebody outside the group', async () => {
    const { ask } = exampleConfluence();
    const lists = [
      'GET /wiki/api/v2/pages?limit=250',
      'GET /wiki/api/v2/spaces/65538/pages',
      'GET /wiki/api/v2/pages/131081/descendants',
      'GET /wiki/api/v2/pages/131081/direct-children',
      `GET /wiki/rest/api/search?cql=${encodeURIComponent('space = PAY and type = page')}`,
    ];
    for (const line of lists) {
      expect(JSON.stringify((await ask(person('petra'), line)).body)).toContain(`"${PAYMENTS_PAGE}"`);
      expect(JSON.stringify((await ask(person('nils'), line)).body)).not.toContain(`"${PAYMENTS_PAGE}"`);
    }
  });

  it('binds the app user by page restrictions, and lets it read unrestricted pages', async () => {
    const { ask } = exampleConfluence();
    expect((await ask(asApp, page(ORDERS_PAGE))).status).toBe(200);
    expect((await ask(asApp, page(PAYMENTS_PAGE))).status).toBe(404);
    expect((await ask(asApp, `GET /wiki/api/v2/pages/${PAYMENTS_PAGE}/properties`)).status).toBe(404);
  });

  it('shows an anonymous visitor the public space only', async () => {
    const { ask } = exampleConfluence();
    expect((await ask(anonymous, page(CART_PAGE))).status).toBe(200);
    expect((await ask(anonymous, page(ORDERS_PAGE))).status).toBe(404);
    const spaces = await ask(anonymous, 'GET /wiki/api/v2/spaces');
    expect(spaces.body).toMatchObject({ results: [{ key: 'SHOP' }] });
  });

  it('lets an anonymous visitor change nothing, also where reading is open', async () => {
    const { ask } = exampleConfluence();
    const write = { id: CART_PAGE, status: 'current', title: 'Mine', version: { number: 2 } };
    expect((await ask(anonymous, `PUT /wiki/api/v2/pages/${CART_PAGE}`, write)).status).toBe(404);
    expect(
      (await ask(anonymous, `POST /wiki/api/v2/pages/${CART_PAGE}/properties`, { key: 'a', value: 1 }))
        .status,
    ).toBe(404);
    expect(
      (
        await ask(anonymous, 'POST /wiki/api/v2/footer-comments', {
          pageId: CART_PAGE,
          body: { representation: 'storage', value: '<p>x</p>' },
        })
      ).status,
    ).toBe(401);
  });

  it('hides the pages below a restricted page too', async () => {
    const { confluence, ask } = exampleConfluence();
    const made = confluence.site.createPage(
      { as: 'person', accountId: '712020:petra' },
      { spaceId: '65538', parentId: PAYMENTS_PAGE, title: 'Keys', blocks: [] },
    );
    const id = made.ok ? made.value.id : '';
    expect((await ask(person('petra'), page(id))).status).toBe(200);
    expect((await ask(person('rita'), page(id))).status).toBe(404);
  });

  it('keeps an update-restricted page readable and refuses its edit', async () => {
    const { ask } = exampleConfluence();
    const edit = { id: '131078', status: 'current', title: 'On-call handbook', version: { number: 2 } };
    expect((await ask(person('dario'), page('131078'))).status).toBe(200);
    expect((await ask(person('dario'), 'PUT /wiki/api/v2/pages/131078', edit)).status).toBe(404);
    expect((await ask(person('sofia'), 'PUT /wiki/api/v2/pages/131078', edit)).status).toBe(200);
  });

  it('tells a space admin from others by the space operations, for the caller only', async () => {
    const { ask } = exampleConfluence();
    const administer = { operation: 'administer', targetType: 'space' };
    const line = `GET /wiki/api/v2/spaces/${ORDERS_SPACE}/operations`;
    expect((await ask(asUser('sam'), line)).body).toMatchObject({
      operations: expect.arrayContaining([administer]) as unknown,
    });
    for (const name of ['rita', 'olga', 'petra', 'ada']) {
      expect(JSON.stringify((await ask(asUser(name), line)).body)).not.toContain('administer');
    }
    expect(JSON.stringify((await ask(asApp, line)).body)).not.toContain('administer');
  });

  it('tells a Confluence admin by the operations of the current user', async () => {
    const { ask } = exampleConfluence();
    const line = 'GET /wiki/rest/api/user/current?expand=operations';
    const administer = { operation: 'administer', targetType: 'application' };
    expect((await ask(asUser('ada'), line)).body).toMatchObject({
      accountId: '712020:ada',
      operations: expect.arrayContaining([administer]) as unknown,
    });
    expect(JSON.stringify((await ask(asUser('sam'), line)).body)).not.toContain('administer');
    expect((await ask(anonymous, line)).body).toMatchObject({ type: 'anonymous', operations: [] });
  });

  it('answers a permission check about oneself, with and without /wiki, and denies with a 200', async () => {
    const { ask } = exampleConfluence();
    const check = (name: string, operation: string) => ({
      subject: { type: 'user', identifier: `712020:${name}` },
      operation,
    });
    for (const prefix of ['', '/wiki']) {
      const line = `POST ${prefix}/rest/api/content/${PAYMENTS_PAGE}/permission/check`;
      expect((await ask(asUser('petra'), line, check('petra', 'update'))).body).toMatchObject({
        hasPermission: true,
      });
      const denied = await ask(asUser('nils'), line, check('nils', 'read'));
      expect(denied).toMatchObject({ status: 200, body: { hasPermission: false } });
      expect((await ask(asUser('nils'), line, check('petra', 'read'))).status).toBe(403);
      expect((await ask(asUser('ada'), line, check('petra', 'read'))).status).toBe(200);
    }
  });

  it('answers the members of an unknown group with an empty list, and by-id with 404', async () => {
    const { ask } = exampleConfluence();
    expect(await ask(asUser('rita'), 'GET /wiki/rest/api/group/nobody/membersByGroupId')).toMatchObject({
      status: 200,
      body: { results: [] },
    });
    expect((await ask(asUser('rita'), 'GET /wiki/rest/api/group/by-id?id=nobody')).status).toBe(404);
  });
});
