import { viewerOf } from '../../../host/confluence';
import { blocksFromStorage } from '../../../host/confluence/storage-format';
import { exampleConfluence, exampleSite } from './example-confluence';

const site = exampleSite();
const pages = site.spaces.flatMap((space) => space.pages);
const people = site.people.map(({ accountId }) => accountId);
const groups = site.groups.map(({ id }) => id);

describe('the example site', () => {
  it('names only people, groups and pages that exist', () => {
    const { accounts, groupIds } = {
      accounts: [
        ...site.groups.flatMap(({ members }) => members),
        ...site.spaces.flatMap(({ author, access }) => [author, ...access.flatMap(({ user }) => user ?? [])]),
        ...pages.flatMap(({ author, edits, restrictions }) => [
          author,
          ...edits.map(({ by }) => by),
          ...(restrictions.read?.users ?? []),
          ...(restrictions.update?.users ?? []),
        ]),
      ],
      groupIds: [
        ...site.spaces.flatMap(({ access }) => access.flatMap(({ group }) => group ?? [])),
        ...pages.flatMap(({ restrictions }) => [
          ...(restrictions.read?.groups ?? []),
          ...(restrictions.update?.groups ?? []),
        ]),
      ],
    };
    expect(accounts.filter((account) => !people.includes(account))).toEqual([]);
    expect(groupIds.filter((group) => !groups.includes(group))).toEqual([]);
    const linked = pages.flatMap(({ body }) =>
      body.flatMap((part) =>
        typeof part === 'string' ? [...part.matchAll(/\/pages\/(\d+)"/g)].map(([, id]) => id) : [],
      ),
    );
    expect(linked.filter((id) => !pages.some((page) => page.id === id))).toEqual([]);
  });

  it('gives every page an id and every space titles of its own', () => {
    expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
    for (const { pages: inSpace } of site.spaces)
      expect(new Set(inSpace.map(({ title }) => title)).size).toBe(inSpace.length);
  });

  it('holds bodies that Confluence would take', () => {
    const texts = pages.flatMap(({ body }) => body.filter((part) => typeof part === 'string'));
    expect(texts.filter((text) => blocksFromStorage(text)?.length !== 1)).toEqual([]);
  });

  it('binds each page that shows an app macro to a service', () => {
    const bound = pages.filter(({ body }) => body.some((part) => typeof part !== 'string'));
    expect(bound.map(({ title }) => title)).toEqual(['Orders service', 'Payments service']);
    for (const page of bound)
      expect(page.properties.gatehouse_binding).toMatchObject({
        v: 1,
        environments: [{ name: 'production' }],
      });
  });

  it('has somebody for each view of the app: admins of spaces, of Confluence, and somebody kept out', () => {
    const { confluence } = exampleConfluence();
    const administers = (name: string): string[] =>
      confluence.site
        .spaces(viewerOf(`712020:${name}`))
        .flatMap((space) => (space.mayAdminister ? [space.key] : []));
    expect(administers('sam')).toEqual(['ORD', 'SHOP']);
    expect(administers('sofia')).toEqual(['ORD', 'SHOP']);
    expect(administers('ada')).toEqual(['PLAT']);
    expect(administers('rita')).toEqual([]);
    expect(confluence.site.isConfluenceAdmin(viewerOf('712020:ada'))).toBe(true);
    expect(confluence.site.page(viewerOf('712020:nils'), '131080')).toBeUndefined();
    expect(confluence.site.spaces(viewerOf(null)).map(({ key }) => key)).toEqual(['SHOP']);
  });
});
