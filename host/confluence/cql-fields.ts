import type { Json } from '../../src/domain/json';
import type { Comparison } from './cql';
import { NotImplementedHere } from './not-implemented';
import { ancestorsOf, spaceOf } from './rights';
import { currentVersion, type PageRecord, type PersonRecord, type SiteState } from './site-state';

/** A value inside content properties: the property's key, and the path in its value with dots. */
export type PropertyPath = { propertyKey: string; path: string };

const unsupported = ({ field, operator }: Comparison): NotImplementedHere =>
  new NotImplementedHere(`CQL ${field} ${operator} …`);

/** Equality and membership against the value or values that something has. */
const equals = (comparison: Comparison, actual: string[]): boolean => {
  const found = comparison.values.some((value) => actual.includes(value));
  switch (comparison.operator) {
    case '=':
    case 'in':
      return found;
    case '!=':
    case 'not in':
      return !found;
    default:
      throw unsupported(comparison);
  }
};

/** `~` asks that each word be in the text, `*` standing for any ending. The real index also knows word stems. */
const contains = (comparison: Comparison, text: string): boolean => {
  const present = text.toLowerCase().split(/\W+/);
  const words = (comparison.values[0] ?? '').toLowerCase().split(/[^\w*]+/);
  return words
    .filter((word) => word !== '')
    .every((word) =>
      present.some((each) => (word.endsWith('*') ? each.startsWith(word.slice(0, -1)) : each === word)),
    );
};

const compares = (comparison: Comparison, actual: Json | undefined): boolean => {
  if (typeof actual !== 'string' && typeof actual !== 'number' && typeof actual !== 'boolean') return false;
  const [value = ''] = comparison.values;
  const difference =
    typeof actual === 'number' ? actual - Number(value) : String(actual).localeCompare(value);
  switch (comparison.operator) {
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '~':
      return contains(comparison, String(actual));
    default:
      return equals(comparison, [String(actual)]);
  }
};

const PROPERTY_FIELD = /^content\.property\[([^\]]+)\]\.(.+)$/i;

const propertyValue = (page: PageRecord, { propertyKey, path }: PropertyPath): Json | undefined => {
  const property = page.properties.find((each) => each.key === propertyKey);
  return path.split('.').reduce<Json | undefined>((value, key) => {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined;
  }, property?.value);
};

/** Answers one comparison for one page. @throws NotImplementedHere for a field or operator of a real site only. */
export const pageHolds =
  (state: SiteState, aliases: ReadonlyMap<string, PropertyPath>) =>
  (page: PageRecord) =>
  (comparison: Comparison): boolean => {
    const { title } = currentVersion(page);
    const indexed = PROPERTY_FIELD.exec(comparison.field);
    const property =
      aliases.get(comparison.field) ??
      (indexed === null ? undefined : { propertyKey: indexed[1] ?? '', path: indexed[2] ?? '' });
    if (property !== undefined) return compares(comparison, propertyValue(page, property));
    switch (comparison.field.toLowerCase()) {
      case 'id':
      case 'content':
        return equals(comparison, [page.id]);
      case 'type':
        return equals(comparison, ['page']);
      case 'space':
      case 'space.key':
        return equals(comparison, [spaceOf(state, page).key]);
      case 'label':
        return equals(
          comparison,
          page.labels.map((label) => label.name),
        );
      case 'ancestor':
        return equals(
          comparison,
          ancestorsOf(state, page).map((each) => each.id),
        );
      case 'title':
        return comparison.operator === '~' ? contains(comparison, title) : equals(comparison, [title]);
      default:
        throw unsupported(comparison);
    }
  };

/** Answers one comparison for one person. @throws NotImplementedHere as above. */
export const personHolds =
  (person: PersonRecord) =>
  (comparison: Comparison): boolean => {
    switch (comparison.field.toLowerCase()) {
      case 'type':
        return equals(comparison, ['user']);
      case 'user':
      case 'user.accountid':
        return equals(comparison, [person.accountId]);
      case 'user.fullname':
        if (comparison.operator !== '~') throw unsupported(comparison);
        return contains(comparison, person.displayName);
      default:
        throw unsupported(comparison);
    }
  };
