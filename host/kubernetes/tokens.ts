import { kubernetesTime } from './objects';
import type { Rule, TokenHolder } from './rights';
import { statuses } from './status';

export type Tokens = {
  /** @throws StatusError 401 for a token that nobody has, or that is over; no token at all is the anonymous user. */
  callerOf(request: Request): TokenHolder;
  /** A bound token of a service account; its `exp` can be read from it, as from a real one. */
  issue(account: { namespace: string; name: string; seconds: number }): { token: string; expires: string };
};

type Options = {
  tokens: Record<string, TokenHolder>;
  serviceAccounts?: Record<string, Rule[]>;
  now: () => number;
  randomUuid: () => string;
};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const createTokens = ({ tokens, serviceAccounts = {}, now, randomUuid }: Options): Tokens => {
  const issued = new Map<string, { holder: TokenHolder; expires: number }>();
  return {
    callerOf: (request) => {
      const token = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
      if (token === undefined) return { user: 'system:anonymous', allow: [] };
      const bound = issued.get(token);
      const holder = bound !== undefined && bound.expires > now() ? bound.holder : tokens[token];
      if (holder === undefined) throw statuses.unauthorized();
      return holder;
    },
    issue: ({ namespace, name, seconds }) => {
      const user = `system:serviceaccount:${namespace}:${name}`;
      const issuedAt = Math.floor(now() / 1000);
      const expires = issuedAt + seconds;
      const claims = {
        iss: 'https://kubernetes.default.svc.cluster.local',
        sub: user,
        iat: issuedAt,
        exp: expires,
        jti: randomUuid(),
      };
      const token = `${part({ alg: 'RS256', kid: 'local-host' })}.${part(claims)}.${part({ signature: randomUuid() })}`;
      const allow = serviceAccounts[`${namespace}/${name}`] ?? [];
      issued.set(token, { holder: { user, allow }, expires: expires * 1000 });
      return { token, expires: kubernetesTime(expires * 1000) };
    },
  };
};
