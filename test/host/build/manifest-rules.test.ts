import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { problemsOf } from '../../../host/build/manifest-rules';
import type { ManifestFacts } from '../../../host/build/manifest-rules';

const own = parse(readFileSync(join(__dirname, '../../../manifest.yml'), 'utf8')) as ManifestFacts;
const rulesBroken = (change: Partial<ManifestFacts>, uses = { storage: true }) =>
  problemsOf({ ...own, ...change }, uses).map(({ rule }) => rule);

const schedule = (key: string) => ({ key, interval: 'fiveMinute' });
const withModules = (modules: ManifestFacts['modules']): Partial<ManifestFacts> => ({
  modules: { ...own.modules, ...modules },
});
const withApp = (app: Partial<ManifestFacts['app']>): Partial<ManifestFacts> => ({
  app: { ...own.app, ...app },
});
const entity = (attributes: string[], indexes: { name: string; range: string[] }[]) => ({
  name: 'e',
  attributes: Object.fromEntries(attributes.map((name) => [name, {}])),
  indexes,
});

describe('what the validator lets pass', () => {
  it('finds nothing in the app’s own manifest', () => {
    expect(problemsOf(own, { storage: true })).toEqual([]);
  });

  it.each<[string, Partial<ManifestFacts>]>([
    ['storage-scope', { permissions: { scopes: ['read:page:confluence'] } }],
    ['remote-token', { remotes: [{ key: 'gateway' }] }],
    [
      'configurable-remote',
      {
        permissions: { scopes: ['storage:app', 'read:app-system-token'] },
        remotes: [{ key: 'gateway', configurable: {} }],
      },
    ],
    ['one-mcp', withModules({ 'rovo:mcp': [{ key: 'a' }, { key: 'b' }] })],
    [
      'schedules',
      withModules({
        scheduledTrigger: ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => ({ key, interval: 'day' })),
      }),
    ],
    ['five-minutes', withModules({ scheduledTrigger: [schedule('a'), schedule('b')] })],
    ['memory', withApp({ runtime: { memoryMB: 2048 } })],
    ['user-access', withApp({ access: { userAccess: {} } })],
    ['macro-category', withModules({ macro: [{ key: 'm', categories: ['data'] }] })],
    [
      'property-names',
      withModules({ 'confluence:contentProperty': [{ key: 'p', propertyKey: 'access-state' }] }),
    ],
    [
      'property-alias',
      withModules({
        'confluence:contentProperty': ['p', 'q'].map((key) => ({
          key,
          propertyKey: key,
          values: [{ searchAlias: 'state' }],
        })),
      }),
    ],
    ['entities', withApp({ storage: { entities: Array.from({ length: 21 }, () => entity(['v'], [])) } })],
    [
      'entity-shape',
      withApp({ storage: { entities: [entity(['v', 'a', 'b'], [{ name: 'i', range: ['a', 'b'] }])] } }),
    ],
  ])('objects with %s', (rule, change) => {
    expect(rulesBroken(change)).toContain(rule);
  });

  it('asks for the storage scope only when storage is used', () => {
    expect(rulesBroken({ permissions: { scopes: [] } }, { storage: false })).toEqual([]);
  });
});
