/** The pages of the site, addressed as Confluence addresses them. */
export type Route =
  | { page: 'spaces' }
  | { page: 'overview'; spaceKey: string }
  | {
      page: 'content';
      spaceKey: string;
      pageId: string;
      part: 'view' | 'edit' | 'history' | 'info' | 'export';
    }
  | { page: 'content-link'; pageId: string; edit: boolean }
  | { page: 'space-settings'; spaceKey: string; appRoute: string | null }
  | { page: 'space-app'; spaceKey: string; appRoute: string }
  | { page: 'admin'; moduleKey: string | null }
  | { page: 'unknown' };

type Found = Partial<Record<'space' | 'id' | 'part' | 'route', string>>;

const PATTERNS: [RegExp, (found: Found) => Route][] = [
  [/^\/wiki\/spaces\/?$/, () => ({ page: 'spaces' })],
  [
    /^\/wiki\/spaces\/(?<space>[^/]+)(\/overview)?\/?$/,
    ({ space = '' }) => ({ page: 'overview', spaceKey: space }),
  ],
  [
    /^\/wiki\/spaces\/(?<space>[^/]+)\/pages\/edit-v2\/(?<id>\d+)$/,
    ({ space = '', id = '' }) => ({ page: 'content', spaceKey: space, pageId: id, part: 'edit' }),
  ],
  [
    /^\/wiki\/spaces\/(?<space>[^/]+)\/pages\/(?<id>\d+)\/(?<part>history|info|export)$/,
    ({ space = '', id = '', part }) => ({
      page: 'content',
      spaceKey: space,
      pageId: id,
      part: part as 'history' | 'info' | 'export',
    }),
  ],
  [
    /^\/wiki\/spaces\/(?<space>[^/]+)\/pages\/(?<id>\d+)(\/.*)?$/,
    ({ space = '', id = '' }) => ({ page: 'content', spaceKey: space, pageId: id, part: 'view' }),
  ],
  [
    /^\/wiki\/pages\/(?<id>\d+)(?<part>\/edit)?$/,
    ({ id = '', part }) => ({ page: 'content-link', pageId: id, edit: part !== undefined }),
  ],
  [
    /^\/wiki\/spaces\/(?<space>[^/]+)\/settings(\/apps\/[^/]+\/[^/]+\/(?<route>[^/]+))?\/?$/,
    ({ space = '', route }) => ({ page: 'space-settings', spaceKey: space, appRoute: route ?? null }),
  ],
  [
    /^\/wiki\/spaces\/(?<space>[^/]+)\/apps\/[^/]+\/[^/]+\/(?<route>[^/]+)/,
    ({ space = '', route = '' }) => ({ page: 'space-app', spaceKey: space, appRoute: route }),
  ],
  [
    /^\/wiki\/admin(\/apps\/[^/]+\/[^/]+\/(?<route>[^/]+))?\/?$/,
    ({ route }) => ({ page: 'admin', moduleKey: route ?? null }),
  ],
];

export const routeOf = (path: string): Route => {
  for (const [pattern, make] of PATTERNS) {
    const match = pattern.exec(path);
    if (match !== null) {
      const groups = Object.entries(match.groups ?? {}).filter(
        ([, value]) => (value as string | undefined) !== undefined,
      );
      return make(Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)])));
    }
  }
  return { page: 'unknown' };
};

export const pageAddress = (
  page: { id: string; space: { key: string } },
  part: 'history' | 'info' | 'export' | null = null,
): string =>
  `/wiki/spaces/${encodeURIComponent(page.space.key)}/pages/${page.id}${part === null ? '' : `/${part}`}`;

export const editAddress = (page: { id: string; space: { key: string } }): string =>
  `/wiki/spaces/${encodeURIComponent(page.space.key)}/pages/edit-v2/${page.id}`;
