/**
 * What Atlassian's validator and linters let pass although a deploy or an installation refuses it, or a user would be hurt by it.
 * Seen by giving both a manifest with all of these at once: neither said a word.
 * @source developer.atlassian.com/platform/forge/manifest-reference/, limits-*; names follow the manifest.
 */
export type ManifestProblem = { rule: string; where: string; says: string };

/** The parts of a manifest that the rules read; everything else is free. */
export type ManifestFacts = {
  modules: Record<string, ModuleFacts[] | undefined>;
  permissions?: {
    scopes?: string[] | Record<string, unknown>;
    external?: { configurable?: { enabled?: boolean } };
  };
  remotes?: { key: string; configurable?: unknown }[];
  app: {
    runtime?: { memoryMB?: number };
    access?: { userAccess?: unknown };
    licensing?: { enabled?: boolean };
    storage?: { entities?: EntityFacts[] };
  };
};
type ModuleFacts = {
  key: string;
  interval?: string;
  timeoutSeconds?: number;
  propertyKey?: string;
  categories?: unknown;
  values?: { searchAlias?: string }[];
};
type EntityFacts = {
  name: string;
  attributes: Record<string, unknown>;
  indexes?: (string | { name: string; range?: string[] })[];
};

type Rule = {
  rule: string;
  check: (manifest: ManifestFacts, uses: Uses) => { where: string; says: string }[];
};

/** What the source code uses, by import. */
export type Uses = { storage: boolean };

export const problemsOf = (manifest: ManifestFacts, uses: Uses): ManifestProblem[] =>
  RULES.flatMap(({ rule, check }) => check(manifest, uses).map((problem) => ({ rule, ...problem })));

const modulesOf = (manifest: ManifestFacts, type: string): ModuleFacts[] => manifest.modules[type] ?? [];

const scopesOf = ({ permissions }: ManifestFacts): string[] => {
  const scopes = permissions?.scopes ?? [];
  return Array.isArray(scopes) ? scopes : Object.keys(scopes);
};

const when = (broken: boolean, where: string, says: string) => (broken ? [{ where, says }] : []);

const RULES: Rule[] = [
  {
    rule: 'storage-scope',
    check: (manifest, uses) =>
      when(
        uses.storage && !scopesOf(manifest).includes('storage:app'),
        'permissions.scopes',
        'the code uses @forge/kvs, which needs storage:app',
      ),
  },
  {
    rule: 'remote-token',
    check: (manifest) =>
      when(
        (manifest.remotes ?? []).length > 0 && !scopesOf(manifest).includes('read:app-system-token'),
        'permissions.scopes',
        'remotes need read:app-system-token',
      ),
  },
  {
    rule: 'configurable-remote',
    check: (manifest) =>
      when(
        (manifest.remotes ?? []).some(({ configurable }) => configurable !== undefined) &&
          manifest.permissions?.external?.configurable?.enabled !== true,
        'remotes',
        'a configurable remote needs permissions.external.configurable.enabled',
      ),
  },
  {
    rule: 'one-mcp',
    check: (manifest) =>
      when(modulesOf(manifest, 'rovo:mcp').length > 1, 'modules.rovo:mcp', 'an app may have one'),
  },
  {
    rule: 'schedules',
    check: (manifest) =>
      when(
        modulesOf(manifest, 'scheduledTrigger').length > 5,
        'modules.scheduledTrigger',
        'an app may have five',
      ),
  },
  {
    rule: 'five-minutes',
    check: (manifest) =>
      when(
        modulesOf(manifest, 'scheduledTrigger').filter(({ interval }) => interval === 'fiveMinute').length >
          1,
        'modules.scheduledTrigger',
        'one of them may run every five minutes',
      ),
  },
  {
    rule: 'memory',
    check: ({ app }) =>
      when((app.runtime?.memoryMB ?? 512) > 1024, 'app.runtime.memoryMB', 'at most 1024 MB'),
  },
  {
    rule: 'user-access',
    check: ({ app }) =>
      when(
        app.access?.userAccess !== undefined && app.licensing?.enabled !== true,
        'app.access.userAccess',
        'user-based billing needs licensing.enabled',
      ),
  },
  {
    rule: 'macro-category',
    check: (manifest) =>
      modulesOf(manifest, 'macro').flatMap(({ key, categories }) =>
        when(categories !== undefined, `macro ${key}`, '`categories` is not a field; it is `category`'),
      ),
  },
  {
    rule: 'property-names',
    check: (manifest) =>
      modulesOf(manifest, 'confluence:contentProperty').flatMap(({ key, propertyKey = '', values = [] }) =>
        [propertyKey, ...values.flatMap(({ searchAlias }) => searchAlias ?? [])].flatMap((name) =>
          when(
            !/^\w+$/.test(name),
            `contentProperty ${key}`,
            `"${name}" may hold letters, digits and _ only`,
          ),
        ),
      ),
  },
  {
    rule: 'property-alias',
    check: (manifest) => {
      const aliases = modulesOf(manifest, 'confluence:contentProperty').flatMap(({ values = [] }) =>
        values.flatMap(({ searchAlias }) => searchAlias ?? []),
      );
      return when(
        new Set(aliases).size < aliases.length,
        'modules.confluence:contentProperty',
        'each search alias is unique on a site',
      );
    },
  },
  {
    rule: 'entities',
    check: ({ app }) =>
      when((app.storage?.entities ?? []).length > 20, 'app.storage.entities', 'an app may have twenty'),
  },
  {
    rule: 'entity-shape',
    check: ({ app }) =>
      (app.storage?.entities ?? []).flatMap(({ name, attributes, indexes = [] }) => [
        ...when(Object.keys(attributes).length > 50, `entity ${name}`, 'at most 50 attributes'),
        ...when(indexes.length > 7, `entity ${name}`, 'at most 7 indexes'),
        ...when(
          attributes.v === undefined,
          `entity ${name}`,
          'needs a version `v` from the first day on: an entity is hard to change',
        ),
        ...indexes.flatMap((index) =>
          when(
            typeof index !== 'string' && (index.range ?? []).length > 1,
            `entity ${name}`,
            'an index has one range attribute',
          ),
        ),
      ]),
  },
];
