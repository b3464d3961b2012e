import { code } from '../kong/words';
import type { Json, JsonObject } from '../json';
import type { LedgerRecord } from './ledger';

/** What an entry tells beside its kind. `refs` are pseudonyms of the people that the text speaks of, who stand before it. */
export type EntryFact = { refs: string[]; text: string };

/** One fact for each thing that the entry changed. Bodies come from storage: what does not have its shape any more is left out. */
export const factsOf = ({ entry, body }: LedgerRecord): EntryFact[] => {
  if (body === null) return [];
  switch (entry.type) {
    case 'mapping.changed':
      return mappingFacts(body);
    case 'aliases.changed':
      return [
        ...setsIn(body, 'joined').map((refs) => ({ refs, text: 'are one person' })),
        ...setsIn(body, 'parted').map((refs) => ({ refs, text: 'are no longer said to be one person' })),
      ];
    case 'policy.changed':
      return policyFacts(body);
    case 'settings.changed':
      return settingsFacts(body);
    case 'owners.changed':
      return ownerFacts(body);
    case 'home.moved':
      return listIn(body, 'moved').map((one) => ({
        refs: [],
        text: `Access to ${code(textIn(one, 'name'))} is asked for on page ${textIn(body, 'pageId')}, no longer on page ${textIn(one, 'from')}`,
      }));
    case 'key.rotated':
      return [{ refs: [], text: `Key \`${textIn(body, 'kid')}\` signs from now on` }];
    default:
      return [];
  }
};

const mappingFacts = (body: JsonObject): EntryFact[] => {
  const verb = body['change'] === 'removed' ? 'no longer the consumer' : 'the consumer';
  const where = textIn(objectIn(body, 'connection'), 'name');
  const why = body['because'] === 'an admin said so' ? '' : `: ${textIn(body, 'because')}`;
  return listIn(body, 'pairs').map((pair) => {
    const subject = objectIn(pair, 'subject');
    const consumer = textIn(objectIn(pair, 'consumer'), 'name');
    const is = `is ${verb} \`${consumer}\` of ${where}${why}`;
    return subject['kind'] === 'account'
      ? { refs: [textIn(subject, 'ref')], text: is }
      : { refs: [], text: `Group ${textIn(subject, 'name') || textIn(subject, 'groupId')} ${is}` };
  });
};

const policyFacts = (body: JsonObject): EntryFact[] => [
  ...textsIn(body, 'gone').map((rule) => ({ refs: [], text: `No longer: ${rule}` })),
  ...textsIn(body, 'added').map((rule) => ({ refs: [], text: `From now on: ${rule}` })),
  ...factIf(textsIn(body, 'unnamed'), 'named no longer'),
  ...factIf(textsIn(body, 'named'), 'named from now on'),
  ...(textIn(body, 'because') === '' ? [] : [{ refs: [], text: `Because ${textIn(body, 'because')}` }]),
];

const factIf = (refs: string[], text: string): EntryFact[] => (refs.length === 0 ? [] : [{ refs, text }]);

const WRITTEN = [
  ['writesTable', 'The access table on pages'],
  ['writesComments', 'Comments that tell people'],
] as const;

const settingsFacts = (body: JsonObject): EntryFact[] => {
  const [was, is] = [objectIn(body, 'was'), objectIn(body, 'is')];
  return WRITTEN.filter(([key]) => was[key] !== is[key]).map(([key, what]) => ({
    refs: [],
    text: `${what}: ${answerOf(is[key])}, before ${answerOf(was[key])}`,
  }));
};

const answerOf = (answer: Json | undefined): string =>
  answer === true ? 'yes' : answer === false ? 'no' : 'not answered';

const ownerFacts = (body: JsonObject): EntryFact[] => {
  const groupOf = (key: string): string | null => {
    const group = objectIn(body, key);
    const name = textIn(group, 'name') || textIn(group, 'groupId');
    return name === '' ? null : name;
  };
  const was = groupOf('was');
  const is = groupOf('is');
  const before = was === null ? '' : `, no longer by group ${was}`;
  const now = is === null ? 'nobody in particular' : `group ${is}`;
  return [{ refs: [], text: `Page ${textIn(body, 'pageId')} is owned by ${now}${before}` }];
};

const textIn = (object: JsonObject, key: string): string => {
  const value = object[key];
  return typeof value === 'string' ? value : '';
};

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectIn = (object: JsonObject, key: string): JsonObject => {
  const value = object[key];
  return isObject(value) ? value : {};
};

const listIn = (object: JsonObject, key: string): JsonObject[] => {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
};

const textsIn = (object: JsonObject, key: string): string[] => {
  const value = object[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

const setsIn = (object: JsonObject, key: string): string[][] => {
  const value = object[key];
  if (!Array.isArray(value)) return [];
  return value.flatMap((set) => (Array.isArray(set) ? [set.filter((ref) => typeof ref === 'string')] : []));
};
