import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { compile } from '../../src/domain/istio/authorization/compile';
import { guardOf } from '../../src/domain/istio/authorization/guard';
import { decide } from '../../src/domain/istio/authorization/decide';
import { policyChanges } from '../../src/domain/istio/difference';
import { explainWorkload } from '../../src/domain/istio/explain';
import { parsePolicy } from '../../src/domain/istio/parse';
import { parseMetadata, parseService } from '../../src/domain/istio/parse-kubernetes';
import { DEFAULT_MESH_CONFIG, type DataPlane, type Policy } from '../../src/domain/istio/resources';

const folder = join(process.env.GATEHOUSE_SHARED ?? '../shared', 'manifests');
const dataPlanes: DataPlane[] = ['sidecar', 'gateway', 'k8s-gateway', 'waypoint', 'ztunnel'];

const documents = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { logLevel: 'silent' }).map(
      (document) => document.toJS({ maxAliasCount: 1_000 }) as unknown,
    ),
  );

/** The same document with something changed at every level: other texts, lists cut, values of other types. */
function mutated(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return value.slice(depth % 2).map((entry) => mutated(entry, depth + 1));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        keepsIdentity(key) ? inner : mutated(inner, depth + 1),
      ]),
    );
  }
  return typeof value === 'string' ? `${value}-changed` : typeof value === 'number' ? String(value) : null;
}

const keepsIdentity = (key: string) => ['apiVersion', 'kind', 'metadata', 'action', 'key'].includes(key);

const policyOf = (document: unknown): Policy[] => {
  const read = parsePolicy(document);
  return read.ok ? [read.value] : [];
};

it('explains, compares and decides by every real document without a throw', () => {
  let policies = 0;
  for (const document of documents) {
    parseMetadata(document);
    parseService(document);
    const [before, after] = [policyOf(document), policyOf(mutated(document))];
    policies += before.length;
    for (const { metadata } of before) {
      const compiled = compile(before, DEFAULT_MESH_CONFIG);
      const workload = { namespace: metadata.namespace, labels: {}, serviceAccount: null };
      for (const dataPlane of dataPlanes) {
        const { headline } = explainWorkload(compiled, before, { workload, dataPlane });
        expect(headline).toMatch(/\.$/);
        decide(guardOf(compiled, { workload, dataPlane }), { protocol: 'http', method: 'GET' });
      }
      expect(policyChanges(before, before)).toEqual([]);
      policyChanges(before, after);
      policyChanges(after, before);
    }
  }
  expect(documents.length).toBeGreaterThan(3_500);
  expect(policies).toBeGreaterThan(500);
});
