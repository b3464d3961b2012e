import type { Decision, Reason } from '../../decision';
import type { DataPlane } from '../resources';
import type { Attribute } from './call';
import type { PolicyRef } from './policy-ref';

/** Why a call is let in or not, in the order in which Istio decides; the deciding one is last. */
export type AuthorizationReason = Reason &
  (
    | { code: 'PATH_REJECTED' }
    | { code: 'PLAINTEXT_REFUSED'; policy: PolicyRef | null; port: number | null }
    | {
        code: 'TOKEN_REFUSED';
        status: 401 | 403;
        because: 'TOKEN_INVALID' | 'ISSUER_UNKNOWN' | 'AUDIENCE_UNKNOWN';
        policies: PolicyRef[];
      }
    | { code: 'PROVIDER_REFUSED' | 'PROVIDER_AGREED'; policy: PolicyRef; rule: number; provider: string }
    /** Matching calls are refused, since nobody can be asked. */
    | {
        code: 'PROVIDER_BROKEN';
        policy: PolicyRef;
        rule: number;
        problem: 'SEVERAL_PROVIDERS' | 'PROVIDER_UNKNOWN';
      }
    | { code: 'DENY_MATCHES' | 'ALLOW_MATCHES'; policy: PolicyRef; rule: number }
    | { code: 'NO_ALLOW_APPLIES' }
    | { code: 'NO_ALLOW_MATCHES'; policies: PolicyRef[] }
    /** It depends on what is not known: `needs` says what. */
    | { code: 'RULE_UNDECIDED'; policy: PolicyRef; rule: number; needs: Attribute[] }
    | { code: 'TOKEN_UNDECIDED'; policies: PolicyRef[]; needs: Attribute[] }
    | { code: 'PLAINTEXT_UNDECIDED'; policy: PolicyRef | null; needs: Attribute[] }
    | { code: 'POLICY_NOT_UNDERSTOOD'; policy: PolicyRef; fields: string[] }
    | { code: 'NOT_READ'; part: string }
  );

/** The data plane is part of the answer: the same policies say something else on another one. */
export type AuthorizationDecision = Decision<AuthorizationReason> & {
  dataPlane: DataPlane;
  /** What an HTTP caller is answered by the proxy; null where the call goes through, is no HTTP, or is not decided. */
  status: 400 | 401 | 403 | null;
};
