import { includes, type Characters, type Language } from './language';
import { recognizerOf, type Recognizer } from './recognizer';

/** More places than these are not walked: then the kinds count as not known. */
const MOST_PLACES = 20_000;

/**
 * One text of each kind that the languages tell apart, among the texts of `domain`: for every combination of languages that some text
 * is in, and of others that it is not in, such a text. Shortest first.
 * @param except kinds within one of these are left out
 * @returns null where there are too many to be found
 */
export const textKinds = (
  languages: readonly Language[],
  domain: Language,
  except: readonly Language[] = [],
): string[] | null => {
  const found = markedTextKinds(languages, domain, except);
  return found && [...found.values()];
};

/** The same, by a mark that says of which languages each is: for every different one in turn `1` or `0`. */
export function markedTextKinds(
  languages: readonly Language[],
  domain: Language,
  except: readonly Language[] = [],
): Map<string, string> | null {
  const distinct = [...new Map(languages.map((each) => [JSON.stringify(each), each])).values()];
  const recognizers = [domain, ...except, ...distinct].map(recognizerOf);
  const [inDomain] = recognizers;
  if (inDomain === undefined) return null;
  const letters = lettersOf(recognizers);
  const found = new Map<string, string>();
  const start = recognizers.map(({ start }) => start);
  const seen = new Set([start.join()]);
  let places: Place[] = [{ text: '', states: start }];
  while (places.length > 0) {
    const next: Place[] = [];
    for (const { text, states } of places) {
      const marks = recognizers.map((each, index) => (each.accepts(states[index] ?? 0) ? '1' : '0'));
      const mark = marks.slice(1 + except.length).join('');
      const wanted = marks[0] === '1' && !marks.slice(1, 1 + except.length).includes('1');
      if (wanted && !found.has(mark)) found.set(mark, text);
      for (const letter of letters(states)) {
        const moved = recognizers.map((each, index) => each.after(states[index] ?? 0, letter));
        const dead = inDomain.expected(moved[0] ?? 0).length === 0 && !inDomain.accepts(moved[0] ?? 0);
        const key = moved.join();
        if (dead || seen.has(key)) continue;
        seen.add(key);
        next.push({ text: text + letter, states: moved });
      }
      if (seen.size > MOST_PLACES) return null;
    }
    places = next;
  }
  return found;
}

type Place = { text: string; states: readonly number[] };

/** Sets as small as these are spelled out; of a larger one a single character stands for all that nobody spells out. */
const SPELLED_OUT = 2;
const isSpelledOut = ({ these, others }: Characters): boolean => !others && these.length <= SPELLED_OUT;

const SOME_CHARACTERS = [...Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)), '\u00a4'];

/** The characters to try at a place: those expected there by name, and one for each kind of others. */
function lettersOf(recognizers: readonly Recognizer[]): (states: readonly number[]) => Set<string> {
  const all = recognizers.flatMap(({ characters }) => characters);
  const named = new Set(all.filter(isSpelledOut).flatMap(({ these }) => Array.from(these)));
  const larger = new Map(
    all.filter((set) => !isSpelledOut(set)).map((set) => [`${set.these} ${String(set.others)}`, set]),
  );
  const kindOf = (letter: string): string =>
    [...larger.values()].map((set) => (includes(set, letter) ? 1 : 0)).join('');
  const byKind = new Map<string, { unnamed: string | null; named: string[] }>();
  for (const letter of new Set([...SOME_CHARACTERS, ...named])) {
    const kind = byKind.get(kindOf(letter)) ?? { unnamed: null, named: [] };
    byKind.set(kindOf(letter), kind);
    if (named.has(letter)) kind.named.push(letter);
    else kind.unnamed ??= letter;
  }
  // Where every character of a kind is named somewhere, one that is not expected here stands for the others.
  const everywhere = [...byKind.values()].flatMap((kind) =>
    kind.unnamed === null ? kind.named : [kind.unnamed],
  );
  return (states) =>
    new Set([
      ...recognizers.flatMap((each, index) =>
        each
          .expected(states[index] ?? 0)
          .filter(isSpelledOut)
          .flatMap(({ these }) => Array.from(these)),
      ),
      ...everywhere,
    ]);
}
