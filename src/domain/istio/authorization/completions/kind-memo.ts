import type { Question } from '../conditions';

/**
 * Remembers what was found for the same questions: callers are asked about one by one, and most ask the same of what is not known.
 * @param beside what else the result turns on
 */
export type KindMemo = <T>(questions: readonly Question[], beside: string, find: () => T) => T;

export function createKindMemo(): KindMemo {
  const numbers = new Map<Question, number>();
  const found = new Map<string, unknown>();
  const numberOf = (question: Question): number => {
    const number = numbers.get(question) ?? numbers.size;
    numbers.set(question, number);
    return number;
  };
  return <T>(questions: readonly Question[], beside: string, find: () => T): T => {
    const key = `${beside} ${questions.map(numberOf).join()}`;
    if (!found.has(key)) found.set(key, find());
    return found.get(key) as T; // put there by the same questions
  };
}
