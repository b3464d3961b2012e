/**
 * Reads one JSON object field by field and notes, by path, what nobody asked for and what has the wrong shape.
 * Absent and null are the same, as in the Kubernetes API.
 */
export type Fields = {
  string(key: string): string | null;
  boolean(key: string): boolean;
  integer(key: string): number | null;
  /** Entries that are no strings are noted and left out. */
  strings(key: string): string[];
  /** String values only; others are noted and left out. */
  record(key: string): Record<string, string>;
  object(key: string): Fields | null;
  /** null when absent: an absent list and an empty one may mean different things. */
  list(key: string): Fields[] | null;
  keys(): string[];
  /** Asked for and deliberately not kept. */
  skip(...keys: string[]): void;
  /** Notes a field as not understood although it was read. */
  note(key: string): void;
  /** Notes every field that was not asked for. Call it last. */
  rest(): void;
};

/** Most lists of most policies are not there: one empty list stands for all of them. */
const NO_STRINGS: string[] = [];
Object.freeze(NO_STRINGS);

type Notes = { path: string; notes: Set<string> };

export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `notes` collects paths such as `spec.rules[0].from[0].source.newField`; it is filled, in order, by reading. */
export function fieldsOf(object: Record<string, unknown>, path: string, notes: Set<string>): Fields {
  const asked = new Set<string>();
  const here = { path, notes };
  const at = (key: string): unknown => {
    asked.add(key);
    return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
  };
  const noted = <T>(key: string, fallback: T): T => {
    note(here, key);
    return fallback;
  };
  return {
    string(key) {
      const value = at(key);
      return value === undefined ? null : typeof value === 'string' ? value : noted(key, null);
    },
    boolean(key) {
      const value = at(key);
      return value === undefined ? false : typeof value === 'boolean' ? value : noted(key, false);
    },
    integer(key) {
      const value = at(key);
      return value === undefined ? null : Number.isSafeInteger(value) ? (value as number) : noted(key, null);
    },
    strings(key) {
      if (at(key) === undefined) return NO_STRINGS;
      const texts = entries(at(key), key, here).map((entry) => entry ?? ''); // as Go decodes null
      return texts.filter(
        (entry, index): entry is string => typeof entry === 'string' || noted(`${key}[${index}]`, false),
      );
    },
    record(key) {
      const value = at(key);
      if (value === undefined) return {};
      if (!isJsonObject(value)) return noted(key, {});
      const known = Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string' || noted(key, false),
      );
      return Object.fromEntries(known);
    },
    object(key) {
      const value = at(key);
      if (value === undefined) return null;
      return isJsonObject(value) ? fieldsOf(value, join(path, key), notes) : noted(key, null);
    },
    list(key) {
      const value = at(key);
      if (value === undefined) return null;
      return entries(value, key, here).map((entry, index) => {
        const place = `${join(path, key)}[${index}]`;
        if (!isJsonObject(entry)) notes.add(place);
        return fieldsOf(isJsonObject(entry) ? entry : {}, place, notes);
      });
    },
    keys: () => Object.keys(object),
    skip: (...keys) => {
      keys.forEach((key) => asked.add(key));
    },
    note: (key) => {
      note(here, key);
    },
    rest() {
      for (const key of Object.keys(object)) if (!asked.has(key)) note(here, key);
    },
  };
}

function entries(value: unknown, key: string, here: Notes): unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  note(here, key);
  return [];
}

function note({ path, notes }: Notes, key: string) {
  notes.add(join(path, shown(key)));
}

const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

/** A key that is not written as field names are may be somebody's data: it is not repeated. Indexes of ours pass. */
const shown = (key: string) => (/^[a-z][A-Za-z]{0,40}(\[\d+\])?$/.test(key) ? key : '(unnamed)');
