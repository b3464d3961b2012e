import type { MeshConfig } from '../resources';

/**
 * The principals that a written one stands for: where its trust domain is the mesh's, an alias, or the literal `cluster.local`
 * (which points at the mesh's own), the same account in the mesh's trust domain and every alias. Others are left as they are.
 * @source istio/istio pilot/pkg/security/trustdomain/bundle.go
 */
export function withAliases(principal: string, mesh: MeshConfig): string[] {
  const parts = principal.split('/');
  const [written = '', ...account] = parts;
  if (parts.length !== 5 || written === '*') return [principal];
  const domains = [mesh.trustDomain, ...mesh.trustDomainAliases];
  const ours = written === 'cluster.local' || domains.some((domain) => overlaps(written, domain));
  if (!ours) return [principal];
  return [
    ...new Set(
      domains.map((domain) => (endsAs(domain, written) ? principal : [domain, ...account].join('/'))),
    ),
  ];
}

/** Either may be a pattern: `*-td`, `old*`. */
const overlaps = (one: string, other: string) =>
  one === other ||
  other === '*' ||
  startsAs(one, other) ||
  startsAs(other, one) ||
  endsAs(one, other) ||
  endsAs(other, one);

const startsAs = (text: string, pattern: string) =>
  pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1));
const endsAs = (text: string, pattern: string) => pattern.startsWith('*') && text.endsWith(pattern.slice(1));
