const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Why Confluence would refuse this configuration: no null, no list in a list (facts/forge.md §5). Null when it would not.
 */
export const configProblem = (payload: unknown): string | null => {
  if (!isRecord(payload) || !isRecord(payload['config'])) return 'INVALID_PAYLOAD: submit takes {config}';
  const walk = (value: unknown, inList: boolean): string | null => {
    if (value === null) return 'INVALID_CONFIG: a configuration holds no null';
    if (Array.isArray(value)) {
      if (inList) return 'INVALID_CONFIG: a configuration holds no list in a list';
      return value.map((item: unknown) => walk(item, true)).find((problem) => problem !== null) ?? null;
    }
    if (!isRecord(value)) return null;
    return (
      Object.values(value)
        .map((item) => walk(item, false))
        .find((problem) => problem !== null) ?? null
    );
  };
  return walk(payload['config'], false);
};
