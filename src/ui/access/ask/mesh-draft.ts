import type { MeshDraft as AskedOfMesh } from '../../../contract/access';

/** What is typed about calls in the mesh. */
export type MeshDraft = {
  caller: 'account' | 'principal';
  /** `payments/refunds`. */
  account: string;
  principal: string;
  /** `GET, POST`; empty: any. */
  methods: string;
  /** One a line; empty: any. */
  paths: string;
};

export const EMPTY_MESH: MeshDraft = {
  caller: 'account',
  account: '',
  principal: '',
  methods: '',
  paths: '',
};

const PLACE = /^([a-z0-9][-a-z0-9.]*)\/([a-z0-9][-a-z0-9.]*)$/;
const PRINCIPAL = /^[a-z0-9][a-z0-9.-]*\/ns\/[a-z0-9.-]+\/sa\/[a-z0-9.-]+$/;
const METHOD = /^[A-Z]+$/;
const PATH = /^\/[^*{}?#\s]*\*?$/;

const wordsOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))];

/** What is asked of the mesh, or what is wrong with it. */
export function meshOf(draft: MeshDraft): { mesh: AskedOfMesh } | { problem: string } {
  const caller = callerOf(draft);
  if (caller === null) {
    return {
      problem:
        draft.caller === 'account'
          ? 'the service account that calls, as namespace/name'
          : 'the principal that calls, as TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT',
    };
  }
  const methods = wordsOf(draft.methods).map((method) => method.toUpperCase());
  const paths = wordsOf(draft.paths);
  if (!methods.every((method) => METHOD.test(method))) return { problem: 'methods such as GET' };
  if (!paths.every((path) => PATH.test(path)))
    return { problem: 'paths that begin with /, with a * at the end or nowhere' };
  return { mesh: { caller, methods, paths } };
}

const callerOf = ({ caller, account, principal }: MeshDraft): AskedOfMesh['caller'] | null => {
  if (caller === 'principal') {
    const written = principal.trim().replace(/^spiffe:\/\//, '');
    return PRINCIPAL.test(written) ? { kind: 'principal', principal: written } : null;
  }
  const [, namespace, name] = PLACE.exec(account.trim()) ?? [];
  return namespace === undefined || name === undefined ? null : { kind: 'account', namespace, name };
};
