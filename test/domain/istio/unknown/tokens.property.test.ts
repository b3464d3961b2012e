import fc from 'fast-check';

import type { Json } from '../../../../src/domain/istio/../json';
import type { Token, TokenLocation } from '../../../../src/domain/istio/authorization/call';
import { aCall, ask } from '../meshes';
import { aPolicyOf } from '../policies';
import { conditionsOf, holdsAgainstAll, policiesOf, some, sourcesOf, whenOf, without } from './completions';

const HEADER: TokenLocation = { in: 'header', name: 'authorization', prefix: 'Bearer ' };
const PARAM: TokenLocation = { in: 'query', name: 't' };

describe('a token', () => {
  const subsets = (texts: string[]): Json[] =>
    texts.reduce<string[][]>((all, text) => [...all, ...all.map((one) => [...one, text])], [[]]);
  const claims = ['i', 'j', 'k'].flatMap((iss) =>
    [null, 'a', 'b', 'ab', 'c', 'ac'].flatMap((sub) =>
      subsets(['p', 'q', 'pq', 'px']).flatMap((aud) =>
        [...subsets(['a', 'b', 'x']), { in: ['a'] }, { in: ['x'] }].map((g) => ({ iss, sub, aud, g })),
      ),
    ),
  );
  const tokens: (Token | null)[] = [
    null,
    ...[HEADER, PARAM].flatMap((location): Token[] => [
      { state: 'presented', valid: false, claims: null, location },
      ...claims.map((each): Token => ({ state: 'presented', valid: true, claims: each, location })),
    ]),
  ];
  const jwtRules = fc.array(
    fc.record(
      {
        issuer: fc.constantFrom('i', 'j'),
        audiences: some('p', 'q'),
        fromParams: fc.constant(['t']),
      },
      { requiredKeys: ['issuer'] },
    ),
    { maxLength: 2 },
  );
  const requestAuthentications = jwtRules.map((rules) =>
    aPolicyOf('RequestAuthentication', { jwtRules: rules }),
  );
  const rule = fc.oneof(
    sourcesOf({
      requestPrincipals: some('*', 'i/a', 'i/*', '*/b', '*j/a', 'j/a*'),
      notRequestPrincipals: some('i/b', 'j/*'),
    }),
    conditionsOf(
      whenOf('request.auth.audiences', 'p', 'p*', '*q'),
      whenOf('request.auth.claims[g]', 'a', 'b*', '*'),
      whenOf('request.auth.claims[g][in]', 'a', '*'),
      whenOf('request.auth.claims[sub]', 'a', 'a*'),
    ),
  );

  it('that is not known at all: none, one that is refused, or one that is accepted', () => {
    fc.assert(
      fc.property(policiesOf(rule), requestAuthentications, (policies, authentication) => {
        holdsAgainstAll(
          { policies: [...policies, authentication] },
          without(aCall(), 'token'),
          tokens.map((token) => aCall({ token })),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('of which only some claims are known', () => {
    const known = fc.record(
      { iss: fc.constantFrom('i', 'k'), sub: fc.constantFrom('a', 'b') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(policiesOf(rule), requestAuthentications, known, (policies, authentication, said) => {
        const base = { state: 'presented' as const, valid: true, location: HEADER };
        const all = claims.filter((each) =>
          Object.entries(said).every(([name, value]) => each[name as 'iss' | 'sub'] === value),
        );
        holdsAgainstAll(
          { policies: [...policies, authentication] },
          aCall({ token: { ...base, claims: said, moreClaims: 'not-known' } }),
          all.map((each) => aCall({ token: { ...base, claims: each } })),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('of a call that may be a CORS preflight, which needs none', () => {
    const authentication = aPolicyOf('RequestAuthentication', { jwtRules: [{ issuer: 'i' }] });
    const token: Token = { state: 'presented', valid: false, claims: null, location: HEADER };
    const known = aCall({
      token,
      method: 'OPTIONS',
      headers: { origin: 'x', 'access-control-request-method': 'GET' },
    });
    const { verdict } = ask([authentication], known);
    expect(verdict).toBe('allowed');
    expect(ask([authentication], without(known, 'method')).verdict).toBe('unknown');
    expect(ask([authentication], without(known, 'headers')).verdict).toBe('unknown');
    expect(ask([authentication], { ...without(known, 'headers'), method: 'GET' }).verdict).toBe('denied');
  });
});
