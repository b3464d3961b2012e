import type { Json } from '../../../json';
import type { Question } from '../conditions';
import { CLAIM_TEXTS, ISSUERS } from './domains';
import type { Language } from './language';
import { markedTextKinds, textKinds } from './text-kinds';

/** More values of one claim than these are not tried: then they count as not known. */
const MOST_VALUES = 256;

type Asked = { path: readonly string[]; languages: readonly (Language | null)[] };

/**
 * Values of a claim, one of each kind that the questions tell apart; null among them: it is absent. Issuer and subject are texts, others
 * may be texts, lists of them, or objects.
 * @source RFC 7519 §4.1; Envoy's jwt_verify_lib takes no other `iss` and `sub`
 */
export function claimKinds(name: string, questions: readonly Question[]): Json[] | null {
  const asked = questions.flatMap((question): Asked[] =>
    question.of === 'claim' ? [{ path: question.path, languages: question.languages() }] : [],
  );
  if (name !== 'iss' && name !== 'sub') return valueKinds(asked);
  const languages = listed(asked.filter(({ path }) => path.length === 0).flatMap((one) => one.languages));
  const texts = languages && textKinds(languages, ISSUERS);
  return texts && (name === 'iss' ? texts : [null, ...texts]);
}

function valueKinds(asked: readonly Asked[]): Json[] | null {
  const own = listed(asked.filter(({ path }) => path.length === 0).flatMap(({ languages }) => languages));
  const lists = own && listKinds(own);
  const objects = objectKinds(asked.filter(({ path }) => path.length > 0));
  if (lists === null || objects === null) return null;
  const all = [null, ...lists, ...objects];
  return all.length > MOST_VALUES ? null : all;
}

/** Every mixture of what is within. */
function objectKinds(asked: readonly Asked[]): Json[] | null {
  const names = [...new Set(asked.map(({ path }) => path[0] ?? ''))];
  let objects: Record<string, Json>[] = [{}];
  for (const name of names) {
    const within = asked
      .filter(({ path }) => path[0] === name)
      .map(({ path, languages }) => ({ path: path.slice(1), languages }));
    const values = valueKinds(within);
    if (values === null || values.length * objects.length > MOST_VALUES) return null;
    objects = objects.flatMap((object) => values.map((value) => ({ ...object, [name]: value })));
  }
  return names.length === 0 ? [] : objects;
}

/** A list is of every kind that one of its texts is of. One of no kind is like an absent one. */
function listKinds(languages: readonly Language[]): string[][] | null {
  const texts = markedTextKinds(languages, CLAIM_TEXTS);
  if (texts === null) return null;
  const lists = new Map<string, string[]>();
  for (const [mark, text] of texts) {
    if (!mark.includes('1')) continue;
    for (const [other, list] of [...lists, ['', []] as const]) {
      const both = Array.from(mark, (one, index) =>
        one === '1' || other.charAt(index) === '1' ? '1' : '0',
      ).join('');
      if (!lists.has(both)) lists.set(both, [...list, text]);
    }
    if (lists.size > MOST_VALUES) return null;
  }
  return [...lists.values()];
}

/** What filters may say under a key: nothing, a text, or a list of texts. */
export function metadataKinds(questions: readonly Question[]): Json[] | null {
  const asked = questions.flatMap((question) => (question.of === 'metadata' ? [question] : []));
  const within = (list: boolean) =>
    listed(asked.filter((question) => question.list === list).flatMap(({ languages }) => languages()));
  const [texts, items] = [within(false), within(true)];
  if (texts === null || items === null) return null;
  const [single, several] = [textKinds(texts, CLAIM_TEXTS), listKinds(items)];
  return single && several && [null, ...single, ...several];
}

const listed = (languages: readonly (Language | null)[]): Language[] | null => {
  const all = languages.filter((language) => language !== null);
  return all.length === languages.length ? all : null;
};
