import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readManifest } from '../../../host/site/manifest';

const manifestFile = (manifest: object): string => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gatehouse-manifest-')), 'manifest.json');
  writeFileSync(file, JSON.stringify(manifest));
  return file;
};

describe('the manifest as the site reads it', () => {
  it('knows a macro’s dialog, and whether it opens on insert', () => {
    const config = { resource: 'ui/binding', render: 'native', title: 'Which service?', openOnInsert: true };
    const file = manifestFile({
      app: { id: 'ari/1' },
      modules: { macro: [{ key: 'kong-routes', resource: 'ui/a', config, icon: 'resource:icons;kong.svg' }] },
    });
    expect(readManifest(file).modules[0]).toMatchObject({
      key: 'kong-routes',
      icon: '/ui/icons/kong.svg',
      config: { resource: 'ui/binding', title: 'Which service?', openOnInsert: true },
    });
  });

  it('reads scopes from a list and from a map alike', () => {
    const asMap = manifestFile({
      app: { id: 'ari/1' },
      modules: {},
      permissions: { scopes: { 'storage:app': {} } },
    });
    expect(readManifest(asMap).scopes).toEqual(['storage:app']);
  });

  it('collects the search aliases of indexed content properties', () => {
    const values = [{ path: 'state', type: 'string', searchAlias: 'accessState' }];
    const file = manifestFile({
      app: { id: 'ari/1' },
      modules: { 'confluence:contentProperty': [{ key: 'k', propertyKey: 'gatehouse_state', values }] },
    });
    expect(readManifest(file).aliases.get('accessState')).toEqual({
      propertyKey: 'gatehouse_state',
      path: 'state',
    });
  });
});
