import { routeOf } from '../../../host/site/browser/site/routes';

describe('addresses', () => {
  it.each([
    ['/wiki/spaces', { page: 'spaces' }],
    ['/wiki/spaces/ORD', { page: 'overview', spaceKey: 'ORD' }],
    ['/wiki/spaces/ORD/overview', { page: 'overview', spaceKey: 'ORD' }],
    ['/wiki/spaces/~dario/overview', { page: 'overview', spaceKey: '~dario' }],
    ['/wiki/spaces/ORD/pages/131073', { page: 'content', spaceKey: 'ORD', pageId: '131073', part: 'view' }],
    [
      '/wiki/spaces/ORD/pages/131073/Orders+service',
      { page: 'content', spaceKey: 'ORD', pageId: '131073', part: 'view' },
    ],
    [
      '/wiki/spaces/ORD/pages/edit-v2/131073',
      { page: 'content', spaceKey: 'ORD', pageId: '131073', part: 'edit' },
    ],
    [
      '/wiki/spaces/ORD/pages/131073/history',
      { page: 'content', spaceKey: 'ORD', pageId: '131073', part: 'history' },
    ],
    ['/wiki/pages/131073', { page: 'content-link', pageId: '131073', edit: false }],
    ['/wiki/spaces/ORD/settings', { page: 'space-settings', spaceKey: 'ORD', appRoute: null }],
    [
      '/wiki/spaces/ORD/settings/apps/app-1/env-1/approvals',
      { page: 'space-settings', spaceKey: 'ORD', appRoute: 'approvals' },
    ],
    [
      '/wiki/spaces/ORD/apps/app-1/env-1/reviews',
      { page: 'space-app', spaceKey: 'ORD', appRoute: 'reviews' },
    ],
    ['/wiki/admin', { page: 'admin', moduleKey: null }],
    ['/wiki/admin/apps/app-1/env-1/connections', { page: 'admin', moduleKey: 'connections' }],
    ['/wiki/elsewhere', { page: 'unknown' }],
  ])('%s leads to the page that Confluence has there', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });
});
