import fc from 'fast-check';
import { checkpointOf, proofOf, verifyProof } from '../../../src/domain/access/checkpoint';
import { isUnderRoot, merkleProof, merkleRoot } from '../../../src/domain/access/merkle';
import { verifyingKeyOf, type SigningKey } from '../../../src/domain/access/signature';
import { NOW } from './builders';

const KEY: SigningKey = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
const KEYS = [verifyingKeyOf(KEY, 0)];

const leavesAndPlace = fc
  .array(fc.string(), { minLength: 1, maxLength: 40 })
  .chain((leaves) => fc.tuple(fc.constant(leaves), fc.integer({ min: 0, max: leaves.length - 1 })));

describe('a proof that a leaf is under a root', () => {
  it('holds for every leaf of every tree', () => {
    fc.assert(
      fc.property(leavesAndPlace, ([leaves, place]) => {
        expect(isUnderRoot(leaves[place] ?? '', merkleProof(leaves, place), merkleRoot(leaves))).toBe(true);
      }),
    );
  });

  it('holds for no other leaf, place, size or way', () => {
    fc.assert(
      fc.property(leavesAndPlace, fc.string(), fc.nat(50), ([leaves, place], other, number) => {
        const root = merkleRoot(leaves);
        const leaf = leaves[place] ?? '';
        const proof = merkleProof(leaves, place);
        fc.pre(other !== leaf && leaves[number] !== leaf);
        expect(isUnderRoot(other, proof, root)).toBe(false);
        if (number !== place) expect(isUnderRoot(leaf, { ...proof, index: number }, root)).toBe(false);
        expect(isUnderRoot(leaf, { ...proof, path: [...proof.path, 'f'.repeat(64)] }, root)).toBe(false);
        if (proof.path.length > 0)
          expect(isUnderRoot(leaf, { ...proof, path: proof.path.slice(1) }, root)).toBe(false);
      }),
    );
  });

  it('is none for what no tree has', () => {
    const root = merkleRoot(['a']);
    for (const [index, size] of [
      [-1, 1],
      [1, 1],
      [0, 0],
      [0, Number.NaN],
      [0, 1e300],
    ] as const)
      expect(isUnderRoot('a', { index, size, path: [] }, root)).toBe(false);
    expect(isUnderRoot('a', { index: 0, size: 2, path: ['not a hash'] }, root)).toBe(false);
    expect(() => merkleProof(['a'], 1)).toThrow(RangeError);
  });
});

describe('the end of one chain in a checkpoint', () => {
  const heads = ['space-1', 'space-2', 'site'].map((chain, n) => ({
    chain,
    seq: n + 1,
    hash: String(n).repeat(64),
    at: NOW,
  }));
  const checkpoint = checkpointOf(heads, NOW, KEY);

  it('is shown without those of other spaces', () => {
    const proof = proofOf('space-2', checkpoint);
    expect(proof === null ? null : verifyProof(proof, KEYS)).toBe('verified');
    expect(JSON.stringify(proof)).not.toMatch(/space-1|"site"/);
    expect(proofOf('space-3', checkpoint)).toBeNull();
  });

  it('is altered when another end, root or number of ends is put in its place', () => {
    const proof = proofOf('space-2', checkpoint);
    const second = proofOf('space-1', checkpoint);
    if (proof === null || second === null) throw new Error('no proof');
    const { root, head } = proof;
    const altered = [
      { ...proof, head: { ...head, seq: 9 } },
      { ...proof, root: { ...root, merkleRoot: merkleRoot([head]) }, proof: { index: 0, size: 1, path: [] } },
      { ...proof, root: { ...root, day: '2026-11-22' } },
      // The way from the second of three ends is as long as from the second of four.
      { ...second, proof: { ...second.proof, size: 4 } },
    ];
    expect(altered.map((one) => verifyProof(one, KEYS))).toEqual(altered.map(() => 'altered'));
    expect(verifyProof(proof, [])).toBe('unknown key');
  });
});
