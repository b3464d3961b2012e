import { modeAt, mutualTlsOf } from '../../src/domain/istio/mtls';
import { DEFAULT_MESH_CONFIG, type DataPlane, type Policy } from '../../src/domain/istio/resources';
import { policiesOf } from './istio-policies';
import { compare, type Case, type Suite } from './suite';

type MtlsCase = Case & {
  policies: unknown[];
  workload: { namespace: string; labels: Record<string, string> };
  containerPort?: number;
  client?: 'mtls-capable' | 'plaintext';
  expectConnect?: boolean;
  expect: {
    mode?: string;
    sidecar?: { mode: string; perPort: Record<string, string> };
    ambientPlaintextAllowed?: Record<string, boolean>;
  };
};

/** Same keys as the expectation has, answered by the domain. */
export const istioMtls: Suite = () => (aCase) => {
  const given = aCase as MtlsCase;
  const policies = policiesOf(given.policies);
  const sidecar = modes(policies, given, 'sidecar');
  const ztunnel = modes(policies, given, 'ztunnel');
  const { expect } = given;
  const mode = modeAt(sidecar, given.containerPort ?? 0)?.mode ?? null;
  const ambient = Object.keys(expect.ambientPlaintextAllowed ?? {}).map((port): [string, boolean] => [
    port,
    modeAt(ztunnel, Number(port))?.mode !== 'STRICT',
  ]);
  const got = {
    ...(expect.mode !== undefined && { mode }),
    ...(expect.sidecar && {
      sidecar: {
        mode: sidecar.everywhereElse?.mode ?? null,
        perPort: Object.fromEntries(Object.entries(sidecar.ports).map(([port, at]) => [port, at.mode])),
      },
    }),
    ...(expect.ambientPlaintextAllowed && { ambientPlaintextAllowed: Object.fromEntries(ambient) }),
  };
  if (given.client === undefined) return compare(expect, got);
  // A client that can do both always finds a way in; a plaintext one only where plaintext is accepted.
  const connects = given.client === 'mtls-capable' || mode !== 'STRICT';
  return compare({ ...expect, connects: given.expectConnect ?? null }, { ...got, connects });
};

const modes = (policies: readonly Policy[], { workload }: MtlsCase, dataPlane: DataPlane) =>
  mutualTlsOf(policies, {
    workload: { ...workload, serviceAccount: null },
    dataPlane,
    mesh: DEFAULT_MESH_CONFIG,
  });
