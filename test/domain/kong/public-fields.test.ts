import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/domain/json';
import {
  pluginsWithPublicFields,
  publicConfig,
  publicFieldPaths,
} from '../../../src/domain/kong/public-fields';
import secretFields from './secret-fields.generated.json';

const flaggedFields: Record<string, string[]> = secretFields;

/** Shown although Kong lets it hold a vault reference: a caller has to know it, and its shape refuses references. */
const SHOWN_ALTHOUGH_REFERENCEABLE = ['openid-connect.issuer'];

describe('what may be shown of a plugin', () => {
  it('never includes a field that Kong flags as a secret', () => {
    const shownSecrets = pluginsWithPublicFields().flatMap((plugin) =>
      publicFieldPaths(plugin)
        .filter((path) =>
          (flaggedFields[plugin] ?? []).some((secret) => path === secret || path.startsWith(`${secret}.`)),
        )
        .map((path) => `${plugin}.${path}`),
    );
    expect(shownSecrets).toEqual(SHOWN_ALTHOUGH_REFERENCEABLE);
  });

  it('names hidden fields and leaves out unset ones', () => {
    const raw = {
      minute: 300,
      policy: 'redis',
      second: null,
      redis: { host: 'cache', password: 's3cr3t-redis' },
    };
    expect(publicConfig('rate-limiting', raw)).toEqual({
      config: { minute: 300, policy: 'redis' },
      hiddenFields: ['redis'],
    });
  });

  it('shows nothing of a plugin nobody here knows', () => {
    expect(publicConfig('our-own-auth', { token: 's3cr3t-own', mode: 'strict' })).toEqual({
      config: {},
      hiddenFields: ['token', 'mode'],
    });
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'treats a plugin or a field called %s as unknown',
    (name) => {
      expect(publicConfig(name, { a: 1 }).config).toEqual({});
      expect(
        Object.keys(publicConfig('acl', JSON.parse(`{"${name}":"s3cr3t-x"}`) as JsonObject).config),
      ).toEqual([]);
    },
  );

  it('shows which headers a transformer sets, never what it sets them to', () => {
    const raw = { add: { headers: ['Authorization:Bearer s3cr3t-upstream'], body: ['a:s3cr3t-body'] } };
    expect(publicConfig('request-transformer', raw)).toEqual({
      config: { add: { headers: ['Authorization'] } },
      hiddenFields: ['add.body'],
    });
  });

  it('cuts user information and query from an address of an identity provider', () => {
    const issuer =
      'https://kong:s3cr3t-user@login.shop.example/realms/shop?token=s3cr3t-query#s3cr3t-fragment';
    expect(publicConfig('openid-connect', { issuer }).config).toEqual({
      issuer: 'https://login.shop.example/realms/shop',
    });
  });

  it.each([
    '{vault://env/issuer}',
    '{VAULT://env/issuer}',
    '${{ env "DECK_ISSUER" }}',
    'https://{vault://env/host}/',
  ])('does not show the reference %s', (reference) => {
    expect(publicConfig('openid-connect', { issuer: reference }).config).toEqual({});
    expect(publicConfig('key-auth', { key_names: ['apikey', reference] }).config).toEqual({});
  });

  it('hides a whole list when one of its values may not be shown, since half an allow-list would decide wrongly', () => {
    const raw = { allow: ['orders-read', 'https://u:s3cr3t-p@host'], deny: [] };
    expect(publicConfig('acl', raw)).toEqual({ config: { deny: [] }, hiddenFields: ['allow'] });
  });
});

describe('ten thousand planted secrets', () => {
  const secret = fc.stringMatching(/^[a-z0-9]{6,12}$/).map((tail) => `s3cr3t-${tail}`);
  const planted = fc.oneof(
    secret,
    secret.map((value) => `https://user:${value}@host.example/path`),
    secret.map((value) => `https://host.example/path?token=${value}`),
    secret.map((value) => `{vault://env/${value}}`),
    secret.map((value) => `Authorization: Bearer ${value}`),
  );
  const nested: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      planted,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom('headers', 'password', 'config'), planted), tie('node'), {
        maxKeys: 3,
      }),
    ),
  })).node;

  const plugins = [
    ...new Set([
      ...pluginsWithPublicFields(),
      ...Object.keys(flaggedFields),
      'our-own-auth',
      'http-log',
      'pre-function',
    ]),
  ];
  const plugin = fc.constantFrom(...plugins);

  /** Fields that hold words every caller is told or has to send; what somebody writes there is public by Kong's own doing. */
  const isPublicText = (name: string, path: string): boolean => {
    const raw = path.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), 'some words');
    const asList = path.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), ['some words']);
    return [raw, asList].some((config) =>
      JSON.stringify(publicConfig(name, config as JsonObject).config).includes('some words'),
    );
  };

  const configOf = (name: string): fc.Arbitrary<JsonObject> => {
    const known = [
      ...publicFieldPaths(name),
      ...(flaggedFields[name] ?? []),
      'headers',
      'redis.password',
      'access',
      'a.b.c',
    ];
    return fc
      .array(fc.tuple(fc.constantFrom(...known), nested, fc.tuple(planted, fc.boolean())), {
        minLength: 1,
        maxLength: 8,
      })
      .map((fields) =>
        fields.map(([path, deep, flat]) =>
          withField(path, isPublicText(name, path) ? asUrlSecret(flat) : deep),
        ),
      )
      .map((parts) => parts.reduce<JsonObject>(merged, {}));
  };

  it('are never shown, whatever the plugin, the field and the depth', () => {
    const cases = plugin.chain((name) => configOf(name).map((config) => ({ name, config })));
    fc.assert(
      fc.property(cases, ({ name, config }) => {
        expect(JSON.stringify(publicConfig(name, config))).not.toContain('s3cr3t');
      }),
      { numRuns: 10_000 },
    );
  });

  const asUrlSecret = ([value, listed]: [string, boolean]): Json => {
    const recognisable = /^(https|\{vault)/.test(value) ? value : `https://x:${value}@host/`;
    return listed ? ['a word', recognisable] : recognisable;
  };
  const withField = (path: string, value: Json): JsonObject =>
    path.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;
  const merged = (left: JsonObject, right: JsonObject): JsonObject => ({ ...left, ...right });
});
