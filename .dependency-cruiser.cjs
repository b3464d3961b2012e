/** The one direction of imports (README, "The house"): ui → contract ← entry → app → domain; adapters → ports and domain; index → all. */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: to },
});
const FORGE_MAY =
  '^(src/adapters/forge/|src/adapters/confluence/|src/entry/|src/ui/|src/index\\.ts|static/|host/|test/|bench/)';
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/' }, to: {} },
    only('domain-is-pure', '^src/domain/', '^src/domain/', 'The domain imports itself only.'),
    {
      name: 'domain-libraries',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: 'node_modules/(re2js|ipaddr\\.js|@noble/[a-z]+)/',
      },
    },
    only(
      'contract-knows-domain',
      '^src/contract/',
      '^src/(contract|domain)/',
      'What crosses invoke() is made of domain values.',
    ),
    only('app-knows-domain', '^src/app/', '^src/(app|domain)/', 'Use cases know ports, never adapters.'),
    only(
      'entry-knows-app',
      '^src/entry/',
      '^src/(entry|app|contract|domain)/',
      'Entries parse, guard, call a use case, map to a view.',
    ),
    only(
      'ui-knows-contract',
      '^src/ui/',
      '^src/(ui|contract|domain)/',
      'The interface sees the contract only.',
    ),
    {
      name: 'ui-without-schemas',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/contract/schemas' },
    },
    only(
      'adapters-know-ports',
      '^src/adapters/',
      '^src/(adapters|app/(ports|budget)|domain)',
      'An adapter implements a port.',
    ),
    {
      name: 'adapters-apart',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/($1|http)/' },
    },
    {
      name: 'forge-at-the-edge',
      severity: 'error',
      from: { pathNot: FORGE_MAY },
      to: { path: 'node_modules/@forge/' },
    },
    {
      name: 'app-never-imports-host',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(host|test|bench|cli)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.check.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^\\.gatehouse/' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
