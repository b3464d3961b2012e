import fc from 'fast-check';

import { segment } from '../../../src/adapters/http/address';

it('a name never climbs out of its place in the path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const written = segment(name);
      if (written === null) return;
      const { pathname, search, hash } = new URL(`https://kong.shop.example/services/${written}/routes`);
      expect(pathname).toBe(`/services/${written}/routes`);
      expect(search + hash).toBe('');
    }),
    { examples: [['..'], ['.'], ['%2e%2e'], ['a/../b'], ['x?y#z'], ['\ud800']] },
  );
});

it.each(['', '.', '..'])('refuses %j', (name) => {
  expect(segment(name)).toBeNull();
});
