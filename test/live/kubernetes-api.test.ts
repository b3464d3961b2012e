import { describeKubernetesApi } from '../contract/kubernetes-api';
import { ADMIN_TOKEN, READER, startCluster } from './cluster';
import { applyDefinitions, definitionsIn } from './crds';
import { apply, asking, type Asking } from './objects';
import { until } from './until';

jest.setTimeout(300_000);

const grantReading = async (ask: Asking): Promise<void> => {
  const rbac = 'rbac.authorization.k8s.io';
  const metadata = { name: 'security-reader' };
  await apply(ask, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata,
    rules: [{ apiGroups: ['security.istio.io'], resources: ['*'], verbs: ['get', 'list'] }],
  });
  await apply(ask, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: metadata.name },
    subjects: [{ apiGroup: rbac, kind: 'User', name: READER.user }],
  });
};

describeKubernetesApi('a real API server', async () => {
  const cluster = await startCluster();
  const ask = asking(cluster);
  await applyDefinitions(ask, [...definitionsIn('istio.yaml'), ...definitionsIn('gateway-api.yaml')]);
  await grantReading(ask);
  const asReader = asking(cluster, READER.token);
  const mayRead = async () =>
    (await asReader('GET', '/apis/security.istio.io/v1/authorizationpolicies')).status === 200;
  await until({ what: 'the reader may read', holds: mayRead });
  return {
    fetch: (path, init) => cluster.fetch(path, init),
    admin: ADMIN_TOKEN,
    reader: READER.token,
    readerName: READER.user,
    compact: () => cluster.compact(),
    close: () => cluster.stop(),
  };
});
