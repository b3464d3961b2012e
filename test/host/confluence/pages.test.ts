import { viewerOf } from '../../../host/confluence';
import { blocksFromStorage, blocksToStorage } from '../../../host/confluence/storage-format';
import { blocksToDocument } from '../../../host/confluence/document-format';
import { blocksFromDocument } from '../../../host/confluence/document-reader';
import type { Block } from '../../../host/confluence';
import {
  asUser,
  exampleConfluence,
  exampleSite,
  memoryState,
  ORDERS_PAGE,
  ORDERS_SPACE,
  person,
} from './example-confluence';

const app = { appId: 'an-app', environmentId: 'an-environment' };
const olga = viewerOf('712020:olga');
const where = `/wiki/api/v2/pages/${ORDERS_PAGE}`;

type Page = { id: string; version: { number: number }; body: { storage: { value: string } } };
const readOrders = async ({ ask }: ReturnType<typeof exampleConfluence>): Promise<Page> =>
  (await ask(asUser('olga'), `GET ${where}?body-format=storage`)).body as Page;

const write = (page: Page, value: string, number = page.version.number + 1) => ({
  id: ORDERS_PAGE,
  status: 'current',
  title: 'Orders service',
  body: { representation: 'storage', value },
  version: { number, message: 'by hand' },
});

describe('pages of the local Confluence', () => {
  it('gives back a body byte for byte after it was written as it was read', async () => {
    const example = exampleConfluence();
    const before = await readOrders(example);
    const { ask } = example;
    expect((await ask(asUser('olga'), `PUT ${where}`, write(before, before.body.storage.value))).status).toBe(
      200,
    );
    const after = await readOrders(example);
    expect(after.body).toEqual(before.body);
    expect(after.version).toMatchObject({
      number: before.version.number + 1,
      message: 'by hand',
      authorId: '712020:olga',
    });
  });

  it('has nothing in its bin', async () => {
    const { ask } = exampleConfluence();
    expect((await ask(asUser('olga'), `GET ${where}?status=trashed&status=deleted`)).status).toBe(404);
    expect((await ask(asUser('olga'), `GET ${where}?status=current`)).status).toBe(200);
  });

  it('refuses an edit of a version that is not the newest, and says which is', async () => {
    const example = exampleConfluence();
    const page = await readOrders(example);
    const answer = await example.ask(
      asUser('olga'),
      `PUT ${where}`,
      write(page, '<p>late</p>', page.version.number),
    );
    expect(answer).toMatchObject({
      status: 409,
      body: {
        errors: [
          {
            status: '409',
            code: 'CONFLICT',
            title:
              'Version must be incremented when updating a page. Current Version: [3]. Provided version: [3]',
            detail: null,
          },
        ],
      },
    });
  });

  it.each(['<p>open', '<p><em>crossed</p></em>', '<br>', '</p>'])(
    'refuses a body that is no XHTML: %s',
    async (value) => {
      const example = exampleConfluence();
      const page = await readOrders(example);
      expect((await example.ask(asUser('olga'), `PUT ${where}`, write(page, value))).status).toBe(400);
      expect(await readOrders(example)).toEqual(page);
    },
  );

  it.each([
    '<p>a</p>\n\n<p>b &nbsp;&auml;</p>  ',
    'text without a tag',
    '  <!-- <p> --><p>x</p>',
    '<ac:layout><ac:layout-section><ac:layout-cell><p>x</p></ac:layout-cell></ac:layout-section></ac:layout>',
    '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[a <p> b]]></ac:plain-text-body></ac:structured-macro><p/>',
  ])('keeps text byte for byte: %j', (storage) => {
    expect(blocksToStorage(blocksFromStorage(storage) ?? [], app)).toBe(storage);
  });

  it('keeps older versions, readable one by one', async () => {
    const { ask, confluence } = exampleConfluence();
    expect((await ask(person('rita'), `GET ${where}/versions`)).body).toMatchObject({
      results: [{ number: 3 }, { number: 2 }, { number: 1 }],
    });
    const first = await ask(person('rita'), `GET ${where}?version=1&body-format=storage`);
    expect(JSON.stringify(first.body)).not.toContain('kong-routes');
    expect(
      confluence.site.pageAt(olga, ORDERS_PAGE, 3)?.blocks.filter((block) => block.type === 'macro'),
    ).toHaveLength(3);
  });

  it('shows the app’s macros in both body formats, and reads both back', () => {
    for (const page of exampleSite().spaces.flatMap((space) => space.pages)) {
      const blocks = page.body.map((part): Block =>
        typeof part === 'string'
          ? { type: 'text', storage: part.trim() }
          : { type: 'macro', localId: part.localId, key: part.macro, config: part.config },
      );
      expect(blocksFromStorage(blocksToStorage(blocks, app))).toEqual(blocks);
      const document = blocksToDocument(blocks, app);
      expect(blocksToDocument(blocksFromDocument(document) ?? [], app)).toBe(document);
    }
  });

  it('keeps Page Properties with mentions and dates in both body formats', () => {
    const row = (name: string, cell: string) => `<tr><th><p>${name}</p></th><td><p>${cell}</p></td></tr>`;
    const mention = '<ac:link><ri:user ri:account-id="712020:sam" /></ac:link>';
    const rows = row('Approver', mention) + row('Ends', '<time datetime="2026-11-30" />');
    const storage = `<ac:structured-macro ac:name="details" ac:schema-version="1"><ac:parameter ac:name="id">x</ac:parameter><ac:rich-text-body><table><tbody>${rows}</tbody></table></ac:rich-text-body></ac:structured-macro>`;
    const blocks: Block[] = [{ type: 'text', storage }];
    expect(blocksFromDocument(blocksToDocument(blocks, app))).toEqual(blocks);
  });

  it('keeps a macro’s config, whatever JSON it holds', () => {
    const config = {
      text: 'a <b> & "c"',
      environmentName: 'production',
      rows: 25,
      ratio: 0.5,
      open: false,
      columns: ['hosts', 'paths'],
      none: [],
      filter: { tag: 'svc:orders' },
    };
    const blocks: Block[] = [{ type: 'macro', localId: 'one', key: 'kong-routes', config }];
    expect(blocksFromStorage(blocksToStorage(blocks, app))).toEqual(blocks);
    expect(blocksFromDocument(blocksToDocument(blocks, app))).toEqual(blocks);
  });

  it('inserts, configures and removes a macro on the site’s own pages, one version each', async () => {
    const { confluence, ask } = exampleConfluence();
    const { site } = confluence;
    const inserted = site.insertMacro(olga, '131074', { key: 'kong-routes', at: 1 });
    const localId = inserted.ok ? inserted.value.localId : '';
    site.setMacroConfig(olga, '131074', { localId, config: { environment: 'production' } });
    expect(site.page(olga, '131074')?.blocks[1]).toEqual({
      type: 'macro',
      localId,
      key: 'kong-routes',
      config: { environment: 'production' },
    });
    expect(
      JSON.stringify(
        (await ask(person('rita'), 'GET /wiki/api/v2/pages/131074?body-format=atlas_doc_format')).body,
      ),
    ).toContain(localId);
    site.removeMacro(olga, '131074', localId);
    expect(site.page(olga, '131074')).toMatchObject({ version: 4 });
    expect(site.insertMacro(viewerOf('712020:rita'), '131074', { key: 'kong-routes' })).toEqual({
      ok: false,
      error: { code: 'FORBIDDEN' },
    });
    expect(site.insertMacro(viewerOf('712020:nils'), '131080', { key: 'kong-routes' })).toEqual({
      ok: false,
      error: { code: 'NOT_FOUND' },
    });
  });

  it('creates a page below the home page and refuses a title twice in a space', async () => {
    const { ask } = exampleConfluence();
    const page = {
      spaceId: ORDERS_SPACE,
      title: 'Warehouse service',
      body: { representation: 'storage', value: '<p>Shelves.</p>' },
    };
    expect((await ask(asUser('dario'), 'POST /wiki/api/v2/pages', page)).body).toMatchObject({
      title: 'Warehouse service',
      parentId: '131072',
      version: { number: 1 },
    });
    expect((await ask(asUser('dario'), 'POST /wiki/api/v2/pages', page)).status).toBe(400);
    expect((await ask(asUser('rita'), 'POST /wiki/api/v2/pages', { ...page, title: 'Other' })).status).toBe(
      404,
    );
  });

  it('shows the page tree as far as the viewer may see it', () => {
    const { site } = exampleConfluence().confluence;
    const titles = (viewer: ReturnType<typeof viewerOf>): string =>
      JSON.stringify(site.pageTree(viewer, '65538'));
    expect(titles(viewerOf('712020:petra'))).toContain('Payments service');
    expect(titles(viewerOf('712020:nils'))).not.toContain('Payments service');
    expect(site.pageTree(viewerOf(null), '65538')).toEqual([]);
  });

  it('takes comments and labels, and keeps them over a restart', async () => {
    const state = memoryState();
    const { ask } = exampleConfluence({ state });
    const comment = {
      pageId: ORDERS_PAGE,
      body: { representation: 'storage', value: '<p>Access asked for.</p>' },
    };
    expect((await ask(asUser('rita'), 'POST /wiki/api/v2/footer-comments', comment)).status).toBe(201);
    expect(
      (
        await ask(asUser('olga'), `POST /wiki/rest/api/content/${ORDERS_PAGE}/label`, [
          { prefix: 'global', name: 'gatehouse' },
        ])
      ).status,
    ).toBe(200);
    expect(
      (
        await ask(asUser('rita'), `POST /wiki/rest/api/content/${ORDERS_PAGE}/label`, [
          { prefix: 'global', name: 'x' },
        ])
      ).status,
    ).toBe(403);
    const later = exampleConfluence({ state });
    expect((await later.ask(person('rita'), `GET ${where}/footer-comments`)).body).toMatchObject({
      results: [{ body: { storage: { value: '<p>Access asked for.</p>' } } }],
    });
    expect(JSON.stringify((await later.ask(person('rita'), `GET ${where}/labels`)).body)).toContain(
      'gatehouse',
    );
  });
});
