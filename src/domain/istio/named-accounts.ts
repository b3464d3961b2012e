import { isKubernetesName } from './kubernetes-name';
import type { Policy, Source } from './resources';

/** A service account by its place. */
export type AccountRef = { namespace: string; name: string };

/** Service accounts that policies name in full, each once: callers that somebody thought of, whether they exist or not. */
export function namedAccounts(policies: readonly Policy[]): AccountRef[] {
  const found = policies.flatMap((policy) =>
    sourcesOf(policy).flatMap((source) => [
      ...[...source.principals, ...source.notPrincipals].flatMap(accountOfPrincipal),
      ...[...source.serviceAccounts, ...source.notServiceAccounts].flatMap((account) =>
        accountAt(account, policy.metadata.namespace),
      ),
    ]),
  );
  return [...new Map(found.map((account) => [keyOf(account), account])).values()];
}

/** Namespaces that policies name in a source, in full: of a pattern nobody can be listed. */
export function namedNamespaces(policies: readonly Policy[]): string[] {
  const namespaces = policies.flatMap((policy) =>
    sourcesOf(policy).flatMap(({ namespaces, notNamespaces, principals, notPrincipals }) => [
      ...namespaces,
      ...notNamespaces,
      ...[...principals, ...notPrincipals].flatMap(
        (principal) => /\/ns\/([^/*]+)\//.exec(principal)?.[1] ?? [],
      ),
    ]),
  );
  const accounts = namedAccounts(policies).map(({ namespace }) => namespace);
  return [...new Set([...namespaces, ...accounts])].filter((namespace) => isKubernetesName(namespace)).sort();
}

const sourcesOf = (policy: Policy): Source[] =>
  policy.kind === 'AuthorizationPolicy' ? policy.spec.rules.flatMap(({ from }) => from ?? []) : [];

const accountOfPrincipal = (principal: string): AccountRef[] => {
  const [, namespace = '', name = ''] = /^[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? [];
  return accountAt(`${namespace}/${name}`, '');
};

const accountAt = (written: string, own: string): AccountRef[] => {
  const slash = written.indexOf('/');
  const account =
    slash < 0
      ? { namespace: own, name: written }
      : { namespace: written.slice(0, slash), name: written.slice(slash + 1) };
  return isKubernetesName(account.namespace) && isKubernetesName(account.name) ? [account] : [];
};

const keyOf = ({ namespace, name }: AccountRef): string => `${namespace}/${name}`;
