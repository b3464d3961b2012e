import { includes, type Characters, type Language } from './language';

/**
 * Reads a text character by character and knows at each whether it is of a language. States are numbers, made when first reached, so
 * that equal ones are equal.
 */
export type Recognizer = {
  start: number;
  /** The state after one more character. */
  after(state: number, character: string): number;
  accepts(state: number): boolean;
  /** What can follow here and is told apart from other characters. */
  expected(state: number): readonly Characters[];
  /** Every set of characters that is asked for anywhere. */
  characters: readonly Characters[];
};

/** A place in the language: what may come next, or (null) a fork. The first node is the end. */
type Node = { on: Characters | null; to: number[] };

export function recognizerOf(language: Language): Recognizer {
  const nodes: Node[] = [{ on: null, to: [] }];
  const entry = enter(language, 0, nodes);
  const states: State[] = [];
  const known = new Map<string, number>();
  const stateOf = (from: Iterable<number>): number => {
    const places = closure(from, nodes);
    const key = places.join();
    const index = known.get(key) ?? states.length;
    if (index === states.length) {
      known.set(key, index);
      states.push({ places, moves: new Map() });
    }
    return index;
  };
  const at = (state: number): State => states[state] ?? { places: [], moves: new Map() };
  return {
    start: stateOf([entry]),
    after(state, character) {
      const { places, moves } = at(state);
      const next = moves.get(character) ?? stateOf(moved(places, character, nodes));
      moves.set(character, next);
      return next;
    },
    accepts: (state) => at(state).places[0] === END,
    expected: (state) => at(state).places.flatMap((place) => nodes[place]?.on ?? []),
    characters: nodes.flatMap(({ on }) => on ?? []),
  };
}

/** `places`: nodes that wait for a character, and the end, in ascending order. */
type State = { places: readonly number[]; moves: Map<string, number> };
const END = 0;

/** Adds the nodes of a language that is followed by node `next`; answers the one to begin at. */
function enter(language: Language, next: number, nodes: Node[]): number {
  if ('one' in language) return nodes.push({ on: language.one, to: [next] }) - 1;
  if ('inTurn' in language)
    return language.inTurn.reduceRight((after, part) => enter(part, after, nodes), next);
  if ('either' in language) {
    const to = language.either.map((choice) => enter(choice, next, nodes));
    return nodes.push({ on: null, to }) - 1;
  }
  const fork = { on: null, to: [next] };
  const index = nodes.push(fork) - 1;
  fork.to.push(enter(language.repeated, index, nodes));
  return index;
}

function closure(from: Iterable<number>, nodes: readonly Node[]): number[] {
  const seen = new Set<number>();
  const waiting = [...from];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const node = nodes[place];
    if (node?.on === null) waiting.push(...node.to);
  }
  return [...seen].filter((place) => place === END || nodes[place]?.on !== null).sort((a, b) => a - b);
}

const moved = (places: readonly number[], character: string, nodes: readonly Node[]): number[] =>
  places.flatMap((place) => {
    const node = nodes[place];
    return node?.on && includes(node.on, character) ? node.to : [];
  });
