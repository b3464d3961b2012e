import * as cedar from '@cedar-policy/cedar-wasm/nodejs';

import type { Call } from '../src/domain/istio/authorization/call';
import { compile } from '../src/domain/istio/authorization/compile';
import { guardOf } from '../src/domain/istio/authorization/guard';
import { decide } from '../src/domain/istio/authorization/decide';
import { DEFAULT_MESH_CONFIG, type AuthorizationPolicy, type Policy } from '../src/domain/istio/resources';
import { aCall, aMesh, at, place } from './istio-mesh';

const SIZES = [12, 100, 2_000];
const OURS = 100_000;
const CEDARS = 500;

/**
 * The same questions to Cedar on the subset that it can express: who, method, path, port and address, ALLOW and DENY. Its policies are
 * parsed beforehand and kept by it; each of its decisions then costs a call into WebAssembly and every policy a look, whatever workload
 * it is for.
 */
export const benchIstioCedar = (): Promise<void> => {
  console.log(`istio beside Cedar ${cedar.getCedarVersion()}, policies parsed beforehand`);
  const calls = Array.from({ length: 64 }, (_, n) => aCall(n));
  const rows = SIZES.map((size) => {
    const policies = aMesh(size);
    const guard = guardOf(compile(policies, DEFAULT_MESH_CONFIG), place(0));
    const name = `mesh-${size}`;
    const text = policies.flatMap(asCedar).join('\n');
    const parsing = millis(() => {
      const parsed = cedar.preparsePolicySet(name, { staticPolicies: text });
      if (parsed.type === 'failure') throw new Error(parsed.errors[0]?.message);
    });
    calls.forEach((call) => {
      agree(decide(guard, call).verdict === 'allowed', asksCedar(name, call), call);
    });
    const ours = perSecond(OURS, (n) => decide(guard, at(calls, n)));
    const theirs = perSecond(CEDARS, (n) => asksCedar(name, at(calls, n)));
    const compiling = millis(() => compile(policies, DEFAULT_MESH_CONFIG));
    return [
      `${size} policies`,
      {
        'decisions/s': Math.round(ours),
        'Cedar decisions/s': Math.round(theirs),
        times: Math.round(ours / theirs),
        'compile ms': rounded(compiling),
        'Cedar parse ms': rounded(parsing),
      },
    ] as const;
  });
  console.table(Object.fromEntries(rows));
  return Promise.resolve();
};

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

const millis = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const perSecond = (times: number, one: (n: number) => unknown): number => {
  for (let n = 0; n < times / 10; n++) one(n); // warm
  const ms = millis(() => {
    for (let n = 0; n < times; n++) one(n);
  });
  return (times / ms) * 1000;
};

/** A comparison of two that answer differently would be worth nothing. */
const agree = (ours: boolean, theirs: boolean, call: Call): void => {
  if (ours !== theirs) throw new Error(`Cedar answers otherwise: ${JSON.stringify(call)}`);
};

const asksCedar = (name: string, { principal, method, path, port, sourceIp }: Call): boolean => {
  const answer = cedar.statefulIsAuthorized({
    preparsedPolicySetId: name,
    principal: { type: 'Account', id: principal ?? '' },
    action: { type: 'Action', id: 'call' },
    resource: { type: 'Workload', id: 'team-0/service-0' },
    context: {
      id: principal ?? '',
      method: method ?? '',
      path: path ?? '',
      port: port ?? 0,
      ip: { __extn: { fn: 'ip', arg: sourceIp ?? '' } },
    },
    entities: [],
  });
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
  return answer.response.decision === 'allow';
};

const asCedar = (policy: Policy): string[] => {
  if (policy.kind !== 'AuthorizationPolicy') return [];
  const { namespace } = policy.metadata;
  const workload = `${namespace}/${policy.spec.selector?.matchLabels.app ?? ''}`;
  const effect = policy.spec.action === 'DENY' ? 'forbid' : 'permit';
  return policy.spec.rules.map(
    (rule) =>
      `${effect}(principal, action == Action::"call", resource == Workload::"${workload}") when { ${conditionsOf(rule).join(' && ')} };`,
  );
};

type Rule = AuthorizationPolicy['spec']['rules'][number];

/** What the meshes of this benchmark use; a prefix is Cedar's `like`. */
const conditionsOf = ({ from, to, when }: Rule): string[] => [
  ...(from ?? []).map(({ principals }) => anyOf(principals.map((one) => `context.id like "${one}"`))),
  ...(to ?? []).flatMap(({ methods, paths, ports }) => [
    anyOf(methods.map((one) => `context.method == "${one}"`)),
    anyOf(paths.map((one) => `context.path like "${one}"`)),
    anyOf(ports.map((one) => `context.port == ${one}`)),
  ]),
  ...(when ?? []).map(({ values }) =>
    anyOf(values.map((one) => `context.ip.isInRange(ip("${typeof one === 'string' ? one : ''}"))`)),
  ),
];

const anyOf = (conditions: string[]): string => `(${conditions.join(' || ')})`;
