/** `npm run bench -- [name…]`: runs the named benchmarks, or all, and prints a table of each. */
import { istio } from './istio';
import { benchDrift } from './drift';
import { benchIstioCedar } from './istio-cedar';
import { benchIstioPage } from './istio-page';
import { benchKong } from './kong';
import { kongDomain } from './kong-domain';
import { benchPages } from './pages';
import { benchRequests } from './requests';

/** A benchmark prepares its data and returns what to measure: name → work. */
export type Benchmark = () => Record<string, () => unknown>;

const benchmarks = new Map<string, Benchmark>([
  ['istio', istio],
  ['kong-domain', kongDomain],
]);

/** Those that measure a whole way through the app and print their own table. */
const journeys = new Map<string, () => Promise<void>>([
  ['kong', benchKong],
  ['pages', benchPages],
  ['istio-cedar', benchIstioCedar],
  ['requests', benchRequests],
  ['drift', benchDrift],
  ['istio-page', benchIstioPage],
]);

const ROUNDS = 5;

const measured = (work: () => unknown): { 'best ms': number; 'median ms': number } => {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const rounded = (ms: number | undefined): number => Math.round((ms ?? 0) * 10) / 10;
  return { 'best ms': rounded(times[0]), 'median ms': rounded(times[Math.floor(ROUNDS / 2)]) };
};

const wanted = process.argv.slice(2);
for (const [name, benchmark] of benchmarks) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const rows = Object.entries(benchmark()).map(([title, work]) => [title, measured(work)] as const);
  console.log(name);
  console.table(Object.fromEntries(rows));
}

const travel = async (): Promise<void> => {
  for (const [name, journey] of journeys) if (wanted.length === 0 || wanted.includes(name)) await journey();
};
void travel();
