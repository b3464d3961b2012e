/*
 * Every suite of the app runs here. Suites that read ../shared, and those that build and start a real kube-apiserver, are in their own
 * projects, which only .ci/run selects; those that take a real Kong, to read and to write, are in one that `npm run live` selects.
 */
const esmOnly = [
  '@noble',
  '@sparticuz',
  '@hono',
  'hono',
  'jose',
  'p-limit',
  'yocto-queue',
  're2js',
  'cheerio',
  'write-file-atomic',
].join('|');
const common = {
  testEnvironment: 'node',
  // signal-exit, under write-file-atomic, keeps its emitter on the global object and uses it when the process ends:
  // Jest's cleanup between files makes that an endless recursion.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  // Types are checked by `npm run check`; here each file is only transpiled.
  transform: {
    '^.+\\.(m?js|tsx?)$': [
      'ts-jest',
      {
        diagnostics: false,
        tsconfig: {
          module: 'commonjs',
          moduleResolution: 'bundler',
          esModuleInterop: true,
          target: 'es2022',
          jsx: 'react-jsx',
          allowJs: true,
          isolatedModules: true,
          skipLibCheck: true,
          types: ['node', 'jest'],
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  modulePathIgnorePatterns: ['<rootDir>/.gatehouse/'],
};
const shared = process.env.GATEHOUSE_SHARED !== undefined;
const live = process.env.GATEHOUSE_LIVE === '1';
/** Set by `npm run live` alone, which finds out first what the gateway lets it do and whether it is empty, and cleans up afterwards. */
const liveKong = process.env.GATEHOUSE_LIVE_KONG !== undefined;
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'app',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/test/(browser|shared|live|live-kong)/'],
    },
    {
      ...common,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
      globalSetup: '<rootDir>/test/browser/setup.ts',
    },
    ...(shared
      ? [{ ...common, displayName: 'shared', testMatch: ['<rootDir>/test/shared/**/*.test.ts'] }]
      : []),
    ...(live
      ? [
          {
            ...common,
            displayName: 'live',
            testMatch: ['<rootDir>/test/live/**/*.test.ts'],
            globalSetup: '<rootDir>/test/live/setup.ts',
          },
        ]
      : []),
    ...(liveKong
      ? [{ ...common, displayName: 'live-kong', testMatch: ['<rootDir>/test/live-kong/**/*.test.ts'] }]
      : []),
  ],
  testTimeout: 60_000,
};
