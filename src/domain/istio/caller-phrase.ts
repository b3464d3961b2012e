import type { Source } from './resources';
import { BRIEF, named, type Wording } from './words';

/** Who a rule speaks of, for people who never saw the cluster: "service account `storefront/cart`", "anyone". */
export function callerPhrase(sources: readonly Source[] | null, wording: Wording = BRIEF): string {
  return sources === null || sources.length === 0
    ? 'anyone'
    : wording.either(sources.map((source) => sourcePhrase(source, wording)));
}

export function sourcePhrase(source: Source, wording: Wording = BRIEF): string {
  const heads = identityPhrases(source, wording);
  const qualities = [
    ...heads.slice(1).map((head) => `that are also ${head}`),
    ...qualitiesOf(source, wording),
  ];
  const exceptions = exceptionsOf(source, wording);
  const who = [heads[0] ?? (qualities.length === 0 ? 'anyone' : 'callers'), ...qualities].join(' ');
  return exceptions.length === 0 ? who : `${who}, except ${wording.both(exceptions)}`;
}

/** Each field is one condition; a source with several must meet them all. */
const identityPhrases = (source: Source, { either, counted }: Wording): string[] => [
  ...(source.principals.length === 0 ? [] : [either(source.principals.map(principalPhrase))]),
  ...(source.serviceAccounts.length === 0
    ? []
    : [counted('service account', source.serviceAccounts.map(named))]),
];

const qualitiesOf = (source: Source, wording: Wording): string[] => [
  ...(source.namespaces.length === 0
    ? []
    : [`in ${wording.counted('namespace', source.namespaces.map(named))}`]),
  ...(source.trustDomains.length === 0
    ? []
    : [`of ${wording.counted('trust domain', source.trustDomains.map(named))}`]),
  ...(source.ipBlocks.length === 0 ? [] : [`connecting from ${wording.either(source.ipBlocks.map(named))}`]),
  ...(source.remoteIpBlocks.length === 0
    ? []
    : [`whose original address is in ${wording.either(source.remoteIpBlocks.map(named))}`]),
  ...(source.requestPrincipals.length === 0
    ? []
    : [`with ${tokenPhrase(source.requestPrincipals, wording)}`]),
];

const exceptionsOf = (source: Source, wording: Wording): string[] => [
  ...source.notPrincipals.map(principalPhrase),
  ...source.notServiceAccounts.map((account) => `service account ${named(account)}`),
  ...source.notNamespaces.map((namespace) => `namespace ${named(namespace)}`),
  ...source.notTrustDomains.map((domain) => `trust domain ${named(domain)}`),
  ...source.notIpBlocks.map((block) => `connections from ${named(block)}`),
  ...source.notRemoteIpBlocks.map((block) => `original addresses in ${named(block)}`),
  ...(source.notRequestPrincipals.length === 0
    ? []
    : [`those with ${tokenPhrase(source.notRequestPrincipals, wording)}`]),
];

/** `cluster.local/ns/storefront/sa/cart` is service account `storefront/cart`; other trust domains are named. */
export function principalPhrase(principal: string): string {
  if (principal === '*') return 'any caller with a mesh identity';
  const account = /^([^/]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal);
  if (account !== null) {
    const [, domain = '', namespace = '', name = ''] = account;
    const of = domain === 'cluster.local' || domain === '*' ? '' : ` of trust domain ${named(domain)}`;
    return `service account ${named(`${namespace}/${name}`)}${of}`;
  }
  const wholeNamespace = /^[^/]+\/ns\/([^/*]+)\/(sa\/)?\*$/.exec(principal)?.[1];
  if (wholeNamespace !== undefined) return `any service account of namespace ${named(wholeNamespace)}`;
  return `identity ${named(principal)}`;
}

/** Issuer and subject are split at the last slash, since an issuer may be a URL. */
function tokenPhrase(principals: readonly string[], { either }: Wording): string {
  if (principals.includes('*')) return 'any valid token';
  const tokens = principals.map((principal) => {
    const slash = principal.lastIndexOf('/');
    const [issuer, subject] = [principal.slice(0, slash), principal.slice(slash + 1)];
    if (slash < 0) return `a token of ${named(principal)}`;
    if (issuer === '*') return `a token for subject ${named(subject)}`;
    return subject === '*'
      ? `a token of ${named(issuer)}`
      : `a token of ${named(issuer)} for subject ${named(subject)}`;
  });
  return either(tokens);
}
