import { MESH_READER_TOKEN, MESH_URL } from '../../host/outside';
import { askKong } from './example';
import type { OpenSite } from './open-site';

type Tagged = { tags?: string[] | null };
const isOurs = ({ tags }: Tagged): boolean => tags?.includes('gatehouse') === true;

/** What the gateway holds with our mark: memberships of the consumer, and plugins. */
export const oursAtGateway = async (site: OpenSite, consumer: string) => {
  const [acls, plugins] = await Promise.all([
    askKong(site, `GET /consumers/${consumer}/acls`),
    askKong(site, 'GET /plugins?size=1000'),
  ]);
  const of = (found: unknown) => (found as { data: Tagged[] }).data.filter(isOurs);
  return { memberships: of(acls), plugins: of(plugins) };
};

/** An AuthorizationPolicy as the API server answers it. */
export type Policy = {
  metadata: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: object;
};
/** All that there are in the cluster. */
export const policiesInMesh = async (site: OpenSite): Promise<Policy[]> => {
  const response = await site.host.outside.mesh.fetch(
    new Request(`${MESH_URL}/apis/security.istio.io/v1/authorizationpolicies`, {
      headers: { authorization: `Bearer ${MESH_READER_TOKEN}` },
    }),
  );
  return ((await response.json()) as { items: Policy[] }).items;
};
/** Those with our mark. */
export const oursInMesh = async (site: OpenSite): Promise<Policy[]> =>
  (await policiesInMesh(site)).filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'gatehouse',
  );
