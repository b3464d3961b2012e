import { compile } from '../src/domain/istio/authorization/compile';
import { guardOf } from '../src/domain/istio/authorization/guard';
import { decide } from '../src/domain/istio/authorization/decide';
import { explainGuard, explainWorkload } from '../src/domain/istio/explain';
import { parseService } from '../src/domain/istio/parse-kubernetes';
import { DEFAULT_MESH_CONFIG } from '../src/domain/istio/resources';
import { guardedWorkload } from '../src/domain/istio/workload/guards';
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
  return Object.fromEntries([...timed, aWholePage()]);
};

/** All of what a page explains, from parsed policies on, in a namespace of 500 services. */
const aWholePage = (): [string, () => unknown] => {
  const policies = aMesh(2_000);
  const services = Array.from({ length: 500 }, (_, n) => aService(n));
  const facts = {
    bound: CART,
    policies,
    mesh: DEFAULT_MESH_CONFIG,
    unread: [],
    surroundings: {
      namespaceLabels: { 'istio-injection': 'enabled' },
      services,
      podLabels: [CART.labels],
      gateways: [],
      serviceAccounts: [],
    },
  };
  const explainAll = () => {
    const { compiled, pods } = guardedWorkload(facts);
    return pods.flatMap(({ ways }) =>
      ways.flat().map((hop) => explainGuard(compiled, policies, { ...hop, dataPlane: hop.guard.dataPlane })),
    );
  };
  const before = process.memoryUsage().heapUsed;
  explainAll();
  const { heapUsed, rss } = process.memoryUsage();
  console.log(
    `a page among 2000 policies and 500 services: ${inMb(heapUsed - before)} MB made for it, ` +
      `${inMb(heapUsed)} MB of heap with the policies, ${inMb(rss)} MB of process with the compiler of this script`,
  );
  return ['a whole page among 2000 policies and 500 services', explainAll];
};

const inMb = (bytes: number): number => Math.round(bytes / 1e6);

const aService = (n: number) => {
  const read = parseService({
    metadata: { name: `service-${n}`, namespace: 'team-0' },
    spec: { selector: { app: `service-${n}` }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
};

const decisions = (decideOne: (n: number) => unknown, times = DECISIONS): number => {
  for (let n = 0; n < times; n++) decideOne(n);
  return times;
};
