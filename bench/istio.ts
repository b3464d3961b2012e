import { compile } from '../src/domain/istio/authorization/compile';
import { guardOf } from '../src/domain/istio/authorization/guard';
import { decide } from '../src/domain/istio/authorization/decide';
import { explainWorkload } from '../src/domain/istio/explain';
import { DEFAULT_MESH_CONFIG } from '../src/domain/istio/resources';
import { aCall, aMesh, at, CART, place } from './istio-mesh';
import type { Benchmark } from './run';

const DECISIONS = 100_000;

/** A mesh of services with four policies each; the workload asked about always has the same four. */
export const istio: Benchmark = () => {
  const calls = Array.from({ length: 64 }, (_, n) => aCall(n));
  const meshes = [12, 100, 2_000].map((size) => ({ size, policies: aMesh(size) }));
  const timed = meshes.flatMap(({ size, policies }): [string, () => unknown][] => {
    const compiled = compile(policies, DEFAULT_MESH_CONFIG);
    const guard = guardOf(compiled, { workload: CART, dataPlane: 'sidecar' });
    return [
      [`compile ${size} policies`, () => compile(policies, DEFAULT_MESH_CONFIG)],
      [`${DECISIONS} decisions beside ${size} policies`, () => decisions((n) => decide(guard, at(calls, n)))],
      [
        `${DECISIONS / 10} decisions, each for a workload looked up among ${size} policies`,
        () =>
          decisions((n) => decide(guardOf(compiled, place(n % (size / 4))), at(calls, n)), DECISIONS / 10),
      ],
      [
        `a page: compile and explain among ${size} policies`,
        () => explainWorkload(compile(policies, DEFAULT_MESH_CONFIG), policies, place(0)),
      ],
    ];
  });
  return Object.fromEntries(timed);
};

const decisions = (decideOne: (n: number) => unknown, times = DECISIONS): number => {
  for (let n = 0; n < times; n++) decideOne(n);
  return times;
};
