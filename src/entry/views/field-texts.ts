import type { Json, JsonObject } from '../../domain/json';

/** Public configuration as short texts, alphabetical; nested fields by their path: `add.headers`. */
export const fieldTexts = (config: JsonObject, prefix = ''): { name: string; value: string }[] =>
  Object.entries(config)
    .flatMap(([key, value]) => {
      const name = prefix + key;
      return isObject(value) ? fieldTexts(value, `${name}.`) : [{ name, value: shortText(value) }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LONGEST = 300;

const shortText = (value: Json): string => {
  const text = Array.isArray(value) ? listText(value) : scalarText(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};

const listText = (list: Json[]): string =>
  list.length === 0 ? '(empty list)' : list.map(scalarText).join(', ');
const scalarText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
