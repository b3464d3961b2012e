import { useCallback, useEffect, useRef, useState } from 'react';

import type { AccessError } from '../../../contract/access-codes';
import type { VerificationsView, VerificationView } from '../../../contract/audit';
import type { VerificationScope } from '../../../domain/access/verification';
import { useAnswer } from '../../parts/use-answer';
import { readKnown, verifyRecord, type RecordOf } from './ledger-calls';

export type Verifying = {
  /** The one that was looked at or stepped last; null: none was ever begun. */
  shown: VerificationView | null;
  /** null: nothing is being walked from here. */
  walking: VerificationScope | null;
  error: AccessError | null;
  /** Begins one, or goes on with the one that was left. */
  go: (scope: VerificationScope, begin: boolean) => void;
  /** Leaves it where it is. */
  stop: () => void;
};

/**
 * Walks a record's verification on, step by step, for as long as somebody watches. It is kept on the server: who leaves finds it later
 * as far as it came.
 */
export function useVerification(record: RecordOf): Verifying {
  const known = useAnswer<VerificationsView, AccessError>(useCallback(() => readKnown(record), [record]));
  const [stepped, setStepped] = useState<VerificationView | null>(null);
  const [walking, setWalking] = useState<VerificationScope | null>(null);
  const [error, setError] = useState<AccessError | null>(null);
  const turn = useRef(0);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );
  const walk = async (scope: VerificationScope, begin: boolean) => {
    const mine = ++turn.current;
    setWalking(scope);
    setError(null);
    for (let first = begin; ; first = false) {
      const answer = await verifyRecord(record, { scope, begin: first });
      if (mine !== turn.current) return;
      if (!answer.ok) setError(answer.error);
      else if (answer.value !== null) setStepped(answer.value);
      if (!answer.ok || answer.value === null || answer.value.verdict !== null) break;
    }
    setWalking(null);
  };
  return {
    shown: stepped ?? latestOf(known.value?.known ?? []),
    walking,
    error: error ?? known.error,
    go: (scope, begin) => {
      void walk(scope, begin);
    },
    stop: () => {
      turn.current += 1;
      setWalking(null);
    },
  };
}

/** One that is going on is more to look at than one that ended. */
const latestOf = (known: VerificationView[]): VerificationView | null =>
  [...known].sort((a, b) => openness(b) - openness(a) || (a.at < b.at ? 1 : -1))[0] ?? null;

const openness = ({ verdict }: VerificationView): number => (verdict === null ? 1 : 0);
