import type { AdfDocument } from '../../src/entry/export-document';
import { createPoliciesExport, createRoutesExport } from '../../src/entry/exports';
import {
  CART_PAGE,
  NILS,
  ORD,
  ORDERS_PAGE,
  RITA,
  SHOP,
  aDraft,
  aMeshDraft,
  aWorld,
  bindByHand,
  connect,
  type World,
} from './a-world';

const exportAs = (world: World, accountId: string | null, payload: unknown): Promise<AdfDocument> =>
  createRoutesExport({ portsFor: world.portsFor, log: (line) => world.log.push(line) })(
    payload,
    accountId === null ? {} : { principal: { accountId } },
  );
const word = { exportType: 'word', context: { content: { id: ORDERS_PAGE }, contentId: ORDERS_PAGE } };
const pdf = {
  exportType: 'pdf',
  context: { extension: { content: { id: ORDERS_PAGE } } },
  extensionPayload: {},
};

const textOf = (document: AdfDocument): string => JSON.stringify(document);

/** What Confluence asks of a document: known nodes, no empty text, tables of rows of cells of blocks. */
const problemsOf = (document: AdfDocument): string[] => {
  const problems: string[] = [];
  const children: Record<string, readonly string[]> = {
    doc: ['paragraph', 'heading', 'table'],
    paragraph: ['text'],
    heading: ['text'],
    table: ['tableRow'],
    tableRow: ['tableCell', 'tableHeader'],
    tableCell: ['paragraph'],
    tableHeader: ['paragraph'],
  };
  const visit = (node: { type: string; content?: unknown; text?: string }, where: string): void => {
    if (node.type === 'text' && (node.text ?? '') === '') problems.push(`${where} is empty text`);
    for (const [n, child] of ((node.content ?? []) as { type: string }[]).entries()) {
      if (children[node.type]?.includes(child.type) !== true)
        problems.push(`${where}: ${child.type} in ${node.type}`);
      visit(child, `${where}.${n}`);
    }
  };
  visit(document, 'doc');
  return problems;
};

const bound = async () => {
  const world = aWorld();
  const { id } = await connect(world, aDraft(), {
    [ORD]: { services: ['orders'] },
    [SHOP]: { services: ['cart'] },
  });
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  bindByHand(world, CART_PAGE, { kong: { connectionId: id, service: 'cart' } });
  return world;
};

describe('an exported page', () => {
  it.each([
    ['Word', word],
    ['PDF', pdf],
  ])('has the routes, their plugins and when they were read, in %s', async (_kind, payload) => {
    const world = await bound();
    const document = await exportAs(world, RITA, payload);
    expect(problemsOf(document)).toEqual([]);
    expect(textOf(document)).toMatch(/orders-read.*key-auth.*Read 2026-11-23T10:00:00.000Z/);
  });

  it('says that it is the last good reading when Kong cannot be reached', async () => {
    const world = await bound();
    await exportAs(world, RITA, word);
    world.kong.fail('everything', { code: 'REFUSED' });
    world.time.now += 60_000;
    expect(textOf(await exportAs(world, RITA, word))).toMatch(
      /Read 2026-11-23T10:00:00.000Z; it could not be read again/,
    );
  });

  it('says that routes are not known when they could not be read, never that there is none', async () => {
    const world = await bound();
    world.kong.fail('routes', { code: 'NOT_PERMITTED', status: 403 });
    const document = textOf(await exportAs(world, RITA, word));
    expect(document).toContain('Whether a route leads to this service is not known');
    expect(document).toContain('routes could not be read: The credential may not read this (403).');
  });

  it('gives nothing to whoever may not see the page, and to a payload that names none', async () => {
    const world = await bound();
    for (const [who, payload] of [
      [NILS, word],
      [null, word],
      [RITA, {}],
      [RITA, null],
    ] as const) {
      const document = await exportAs(world, who, payload);
      expect(problemsOf(document)).toEqual([]);
      expect(textOf(document)).toContain('You may not see this page');
      expect(textOf(document)).not.toContain('orders-read');
    }
  });

  it('shows an anonymous visitor the public page', async () => {
    const world = await bound();
    expect(textOf(await exportAs(world, null, { context: { contentId: CART_PAGE } }))).toContain('cart-all');
  });

  it('has the policies with a sentence each', async () => {
    const world = aWorld();
    const { id } = await connect(world, aMeshDraft(), { [ORD]: { namespaces: ['orders'] } });
    bindByHand(world, ORDERS_PAGE, {
      kubernetes: { connectionId: id, namespace: 'orders', labels: { app: 'orders' } },
    });
    const run = createPoliciesExport({ portsFor: world.portsFor, log: () => undefined });
    const document = await run(word, { principal: { accountId: RITA } });
    expect(problemsOf(document)).toEqual([]);
    expect(textOf(document)).toMatch(/AuthorizationPolicy orders\/allow-gateway.*ALLOW.*labelled app=orders/);
  });
});
