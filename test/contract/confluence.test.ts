import { createConfluence } from '../../src/adapters/confluence/confluence';
import { APP_ACCOUNT, createMemoryConfluence } from '../../src/adapters/memory/confluence';
import type { Asker } from '../../src/adapters/confluence/request';
import type { ConfluencePort } from '../../src/app/ports';
import { BINDING_PROPERTY_KEY } from '../../src/domain/binding';
import { CART_PAGE, ORD, ORDERS_PAGE, OWNERS_GROUP, PAYMENTS_PAGE, aWorld, good } from '../entry/a-world';
import type { SiteSeed } from '../../host/confluence';
import { scopesOf } from '../../host/platform/manifest';
import { exampleConfluence, exampleSite, person } from '../host/confluence/example-confluence';
import { FORMER, keepsConfluenceContract, type SiteWorld } from './confluence';
import { aKvs, appManifest, installForge, uninstallForge } from './forge-in-process';

const PAGES = { orders: ORDERS_PAGE, payments: PAYMENTS_PAGE, cart: CART_PAGE, ordersSpace: ORD };

describe('in memory', () => {
  keepsConfluenceContract(() => {
    const { site } = aWorld();
    site.closedAccounts = [FORMER];
    return Promise.resolve({
      as: (accountId) => createMemoryConfluence(site, accountId),
      asApp: () => createMemoryConfluence(site, APP_ACCOUNT),
      ids: { ...PAGES, ownersGroup: OWNERS_GROUP },
      takeMacrosOut: (pageId) => {
        site.withoutMacro = [pageId];
        return Promise.resolve();
      },
      writeByHand: (pageId) => {
        site.bindings.set(pageId, { version: 1, value: { unreadable: 'environments is not understood' } });
        return Promise.resolve();
      },
    });
  });
});

/** Confluence's REST API, with the scopes that the manifest asks for and no others. */
const onRest = async (refuses: (request: Request) => Promise<boolean> = () => Promise.resolve(false)) => {
  const example = exampleConfluence({ scopes: scopesOf(appManifest()), site: withFormer(exampleSite()) });
  const kvs = aKvs(() => 0);
  const confluence: typeof example.confluence = {
    ...example.confluence,
    request: async (request, caller) =>
      (await refuses(request.clone()))
        ? Response.json({ errors: [{ status: 400, title: 'refused' }] }, { status: 400 })
        : example.confluence.request(request, caller),
  };
  const { body } = await example.ask(person('ada'), 'GET /wiki/rest/api/group/picker?query=orders-owners');
  const [owners] = (body as { results: { id: string }[] }).results;
  await unbind(example);
  const askedAs = (asker: Asker, accountId: string | null): ConfluencePort =>
    // Who calls is the platform's to say, so it is put in place for each call.
    new Proxy(createConfluence(asker), {
      get: (target, name: keyof ConfluencePort) => {
        installForge({ kvs, confluence, accountId });
        return target[name].bind(target) as unknown;
      },
    });
  const world: SiteWorld = {
    as: (accountId) => askedAs(accountId === null ? 'anonymous' : 'person', accountId),
    asApp: () => askedAs('app', null),
    ids: { ...PAGES, ownersGroup: owners?.id ?? '' },
    takeMacrosOut: async (pageId) => {
      const read = await example.ask(person('dario'), `GET /wiki/api/v2/pages/${pageId}?body-format=storage`);
      const { title, version } = read.body as { title: string; version: { number: number } };
      const { status } = await example.ask(person('dario'), `PUT /wiki/api/v2/pages/${pageId}`, {
        id: pageId,
        status: 'current',
        title,
        body: { representation: 'storage', value: '<p>Moved.</p>' },
        version: { number: version.number + 1 },
      });
      if (status !== 200) throw new Error(`the page was not written: ${status}`);
    },
    writeByHand: async (pageId, value) => {
      const line = `POST /wiki/api/v2/pages/${pageId}/properties`;
      const { status } = await example.ask(person('dario'), line, { key: BINDING_PROPERTY_KEY, value });
      if (status !== 200) throw new Error(`the property was not written: ${status}`);
    },
  };
  return { ...world, example };
};

const withFormer = (site: SiteSeed): SiteSeed => {
  const [one] = site.people;
  if (one === undefined) throw new Error('nobody lives here');
  return { ...site, people: [...site.people, { ...one, accountId: FORMER, closed: true }] };
};

/** The example's page comes bound. */
const unbind = async ({ ask }: ReturnType<typeof exampleConfluence>): Promise<void> => {
  const list = `/wiki/api/v2/pages/${ORDERS_PAGE}/properties`;
  const { body } = await ask(person('dario'), `GET ${list}?key=${BINDING_PROPERTY_KEY}`);
  for (const { id } of (body as { results: { id: string }[] }).results) {
    await ask(person('dario'), `DELETE ${list}/${id}`);
  }
};

describe('through the REST API', () => {
  afterAll(uninstallForge);
  keepsConfluenceContract(onRest);

  it('says that Confluence asked to slow down, not that the page is hidden', async () => {
    const { as, ids, example } = await onRest();
    example.faults.confluenceRateLimited = 10;
    expect(await as('712020:rita').page(ids.orders)).toEqual({
      ok: false,
      error: { code: 'CONFLUENCE_UNAVAILABLE', detail: '429' },
    });
    expect(await as('712020:sam').isSpaceAdmin(ids.ordersSpace)).toMatchObject({ ok: false });
  });

  it('posts a notice that mentions people and links to the page, with no text of it as markup', async () => {
    const { asApp, ids, example } = await onRest();
    const text = 'Access is asked for: <script> & b.';
    good(await asApp().postNotice(ids.orders, { mentions: ['712020:sam'], text, mark: 'r1.1.approvers' }));
    const list = `GET /wiki/api/v2/pages/${ids.orders}/footer-comments?body-format=storage`;
    const { body } = await example.ask(person('rita'), list);
    expect(body).toMatchObject({
      results: [
        {
          version: { authorId: '712020:gatehouse-app' },
          body: {
            storage: {
              value:
                '<p><ac:link><ri:user ri:account-id="712020:sam" /></ac:link> ' +
                'Access is asked for: &#60;script&#62; &#38; b. ' +
                `<a href="https://example-shop.atlassian.net/wiki/spaces/ORD/pages/${ids.orders}?gatehouse-notice=r1.1.approvers">Open the page</a></p>`,
            },
          },
        },
      ],
    });
  });

  it('writes the access table as one version with its message, and leaves the rest of the page as it was', async () => {
    const { as, ids, example } = await onRest();
    const bodyOf = async () => {
      const { body } = await example.ask(
        person('rita'),
        `GET /wiki/api/v2/pages/${ids.orders}?body-format=storage`,
      );
      return body as { body: { storage: { value: string } }; version: { number: number; message: string } };
    };
    const before = await bodyOf();
    const table = { entries: [[{ label: 'Caller', cell: [{ text: 'acme' }] }]], isCut: false };
    const write = { table, seen: before.version.number, message: 'Gatehouse: access of acme approved' };
    good(await as('712020:sam').writeTable(ids.orders, write));
    const after = await bodyOf();
    expect(after.version).toMatchObject({
      number: before.version.number + 1,
      message: 'Gatehouse: access of acme approved',
      minorEdit: true,
      authorId: '712020:sam',
    });
    expect(after.body.storage.value.startsWith(before.body.storage.value)).toBe(true);
    expect(after.body.storage.value).toContain('gatehouse-access');
  });

  it('writes the access table all the same where a site takes no minor versions', async () => {
    const { as, ids } = await onRest(async (request) => (await request.text()).includes('minorEdit'));
    const { pageVersion } = good(await as('712020:sam').readTable(ids.orders));
    const table = { entries: [[{ label: 'Caller', cell: [{ text: 'acme' }] }]], isCut: false };
    good(await as('712020:sam').writeTable(ids.orders, { table, seen: pageVersion, message: 'Gatehouse' }));
    expect(good(await as('712020:sam').readTable(ids.orders)).pageVersion).toBe(pageVersion + 1);
  });

  it('asks for nothing that the local site does not model', async () => {
    const { as, ids, example } = await onRest();
    good(await as('712020:sam').page(ids.orders));
    expect(example.refusals).toEqual([]);
  });

  it('knows a page in the bin by the status that is told of it', async () => {
    const asked: string[] = [];
    const confluence = {
      people: () => [],
      request: (request: Request) => {
        asked.push(request.url);
        return Promise.resolve(Response.json({ id: '1', status: 'trashed' }));
      },
    };
    installForge({ kvs: aKvs(() => 0), confluence, accountId: null });
    expect(good(await createConfluence('app').isTrashed('1'))).toBe(true);
    expect(asked).toEqual([expect.stringContaining('/pages/1?status=trashed&status=deleted')]);
  });

  it('names the labels of a page', async () => {
    const { as, ids } = await onRest();
    expect(good(await as('712020:rita').page(ids.orders)).labels).toContain('svc-orders');
  });
});
