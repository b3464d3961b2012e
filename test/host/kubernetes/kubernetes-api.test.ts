import { createKubernetes } from '../../../host/kubernetes/kubernetes';
import { describeKubernetesApi } from '../../contract/kubernetes-api';

const everything = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
const reading = [{ apiGroups: ['security.istio.io'], resources: ['*'], verbs: ['get', 'list'] }];

describeKubernetesApi('the stand-in', () => {
  let drawn = 0;
  const kubernetes = createKubernetes({
    manifests: ['apiVersion: v1\nkind: Namespace\nmetadata: {name: default}'],
    now: () => 1_795_395_617_000,
    randomUuid: () => {
      drawn += 1;
      return `00000000-0000-4000-8000-${String(drawn).padStart(12, '0')}`;
    },
    tokens: { admin: { user: 'admin', allow: everything }, reader: { user: 'reader', allow: reading } },
    version: 'v1.34.1',
  });
  return Promise.resolve({
    fetch: (path, init) => kubernetes.fetch(new Request(`https://kubernetes.test${path}`, init)),
    admin: 'admin',
    reader: 'reader',
    readerName: 'reader',
    compact: () => {
      kubernetes.compact();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});
