import { configProblem } from '../../../host/site/browser/editor/config-problem';

describe('what a macro’s configuration dialog may submit', () => {
  it('takes texts, numbers, lists and objects', () => {
    expect(
      configProblem({ config: { name: 'orders', count: 2, tags: ['a'], nested: { deep: true } } }),
    ).toBeNull();
  });

  it.each([
    ['no config', { name: 'orders' }, 'INVALID_PAYLOAD'],
    ['a config that is no object', { config: 'orders' }, 'INVALID_PAYLOAD'],
    ['null inside', { config: { name: null } }, 'INVALID_CONFIG'],
    ['a list in a list', { config: { rows: [['a']] } }, 'INVALID_CONFIG'],
  ])('refuses %s, as Confluence does', (_what, payload, code) => {
    expect(configProblem(payload)).toContain(code);
  });
});
