/** The process that `istio-page.ts` measures: one page of a large mesh and nothing else. Its last line is its figures, as JSON. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { parsePolicy } from '../src/domain/istio/parse';
import { parseService } from '../src/domain/istio/parse-kubernetes';
import { DEFAULT_MESH_CONFIG, type KubernetesService, type Policy } from '../src/domain/istio/resources';
import type { Result } from '../src/domain/result';
import { policiesView } from '../src/entry/views/policies-view';
import { CART, policyDocument, serviceDocument } from './istio-mesh';

const POLICIES = 2_000;
const SERVICES = 500;
const ROUNDS = 30;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const heap = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

const startedWith = { heap: heap(), process: process.memoryUsage().rss };
const [layout = 'spread'] = process.argv.slice(2);
const namespaceOf = (service: number): string => (layout === 'one' ? 'team-0' : `team-${service % 10}`);

const valueOf = <T>(read: Result<T>): T => {
  if (!read.ok) throw new Error('a document of the benchmark');
  return read.value;
};

/** As the Kubernetes API answers it. */
const answered = {
  policies: JSON.stringify(
    Array.from({ length: POLICIES }, (_, n) => policyDocument(n, namespaceOf(Math.floor(n / 4)))),
  ),
  services: JSON.stringify(Array.from({ length: SERVICES }, (_, n) => serviceDocument(n))),
};
const documents = (text: string): unknown[] => JSON.parse(text) as unknown[];
const policies: Policy[] = documents(answered.policies).map((item) => valueOf(parsePolicy(item)));
const services: KubernetesService[] = documents(answered.services).map((item) => valueOf(parseService(item)));
const json = answered.policies.length + answered.services.length;
answered.policies = '';
answered.services = '';

const reading = {
  policies,
  unreadable: [],
  mesh: { config: DEFAULT_MESH_CONFIG, known: true },
  workload: { namespace: CART.namespace, labels: CART.labels },
  surroundings: {
    namespaceLabels: { 'istio-injection': 'enabled' },
    services,
    podLabels: [CART.labels],
    gateways: [],
    serviceAccounts: [],
  },
  unread: [],
};
const page = () =>
  policiesView({
    page: { id: '1', title: 'Cart', spaceId: '1', labels: [] },
    mayEdit: false,
    environments: [
      {
        name: 'Production',
        target: 'cart',
        connection: null,
        reading: { state: 'live', at: '2026-01-01T00:00:00.000Z', unread: [], data: reading },
      },
    ],
  });

const timed = (): number => {
  const start = performance.now();
  page();
  return performance.now() - start;
};

const kept = heap();
const first = timed();
const firstPeak = process.resourceUsage().maxRSS * 1024;
const view = page();
const withView = heap();
const answer = JSON.stringify(view).length;
const rounds = Array.from({ length: ROUNDS }, timed).sort((a, b) => a - b);

console.log(
  JSON.stringify({
    json,
    documents: kept - startedWith.heap,
    view: withView - kept,
    answer,
    first,
    median: rounds[ROUNDS / 2],
    node: startedWith.process,
    firstPeak,
    peak: process.resourceUsage().maxRSS * 1024,
  }),
);
