import type { RequestAuthentication } from '../../resources';
import type { Question } from '../conditions';
import { PREFLIGHT } from '../tokens';
import { either, exactly, type Language } from './language';

/** What a proxy asks beside what its rules ask. The port is asked by whoever has modes by port. */
export type EntryQuestions = { principal: Question; provider: Question; token: readonly Question[] };

export function entryQuestions(policies: readonly RequestAuthentication[]): EntryQuestions {
  const rules = policies.flatMap(({ spec }) => spec.jwtRules);
  const claim = (asks: 'claim iss' | 'claim aud', languages: () => Language[]): Question => ({
    of: 'claim',
    asks,
    path: [],
    languages,
  });
  return {
    principal: { of: 'text', asks: 'principal', languages: () => [] },
    provider: { of: 'text', asks: 'providerAnswer', languages: () => [] },
    token: [
      { of: 'text', asks: 'token', languages: () => [] },
      claim('claim iss', () => rules.map(({ issuer }) => exactly(issuer))),
      claim('claim aud', () => rules.map(({ audiences }) => either(...audiences.map(exactly)))),
      ...PREFLIGHT.map((asks): Question => ({
        of: 'text',
        asks,
        languages: () => (asks === 'method' ? [exactly('OPTIONS')] : []),
      })),
    ],
  };
}
