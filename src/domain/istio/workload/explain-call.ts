import { decisionSentences } from '../explain-decision';
import { both, named } from '../words';
import type { CallAnswer, DependsOn, Passage, TriedCall, TriedCaller } from './tried-call';

/** What was asked, in a phrase: "`GET /orders` on port 8080 by service account `insight/reports`". */
export const triedPhrase = (call: TriedCall): string =>
  `${triedOperationPhrase(call)} by ${triedCallerPhrase(call.caller)}`;

/** The same without the caller. */
export function triedOperationPhrase({
  method,
  path,
  port,
  host,
}: Pick<TriedCall, 'method' | 'path' | 'port' | 'host'>): string {
  const call = [method ?? 'any method', path ?? 'any path'].join(' ');
  const places = [
    ...(port === null ? [] : [`on port ${port}`]),
    ...(host === null ? [] : [`at host ${named(host)}`]),
  ];
  return [named(call), ...places].join(' ');
}

function triedCallerPhrase(caller: TriedCaller): string {
  switch (caller.kind) {
    case 'account':
      return `service account ${named(`${caller.namespace}/${caller.name}`)}`;
    case 'namespace':
      return `any service account of namespace ${named(caller.namespace)}`;
    case 'stranger':
      return 'a caller without a mesh identity (plaintext)';
  }
}

/** One part of an answer: where it holds, and the sentences that say why. */
export type ExplainedPassage = { verdict: Passage['verdict']; where: string | null; sentences: string[] };

/** The parts of an answer; one alone needs no `where`. */
export const explainedPassages = ({ passages }: CallAnswer): ExplainedPassage[] =>
  passages.map((passage) => ({
    verdict: passage.verdict,
    where: passages.length === 1 ? null : whereOf(passage),
    sentences:
      passage.decisions.length === 0
        ? ['No proxy of Istio stands before it, so nothing is checked.']
        : passage.decisions.flatMap((decision) => decisionSentences(decision)),
  }));

/** What the verdict turns on where it is not the same everywhere. */
export const dependsSentence = ({ dependsOn }: CallAnswer): string | null =>
  dependsOn.length === 0 ? null : `It depends on ${both(dependsOn.map((what) => DEPENDS[what]))}.`;

const DEPENDS: Record<DependsOn, string> = {
  PODS: 'which pod answers',
  DATA_PLANE: 'which proxy guards it',
  PROTOCOL: 'whether the port takes HTTP',
  ACCOUNT: 'which service account calls',
};

function whereOf({ pods, account, protocol, decisions }: Passage): string {
  const parts = [
    ...(pods.onlyFor === null ? [] : [`pods labelled ${named(pods.onlyFor)}`]),
    ...(account === null ? [] : [`service account ${named(account)}`]),
    ...(protocol === 'tcp' ? ['a port that is no HTTP'] : []),
    ...(decisions.length === 0 ? ['without a proxy'] : []),
  ];
  return parts.length === 0 ? 'Otherwise' : `With ${both(parts)}`;
}
