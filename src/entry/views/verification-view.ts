import type { Verifying } from '../../app/access/verify-ledger';
import type { VerifyView } from '../../contract/access';
import type { VerificationsView, VerificationView } from '../../contract/audit';
import { walkedTo, witnessesOf, type Verification, type Witness } from '../../domain/access/verification';
import type { BreakCause } from '../../domain/access/verify-chain';

type Known = { known: Verification[]; entries: number };

export const verificationsView = ({ known, entries }: Known): VerificationsView => ({
  entries,
  known: known.map((verification) => verificationView({ verification, entries })),
});

export const verifyingView = (verifying: Verifying | null): VerificationView | null =>
  verifying === null ? null : verificationView(verifying);

const iso = (ms: number): string => new Date(ms).toISOString();

const verificationView = ({ verification, entries }: Verifying): VerificationView => ({
  scope: verification.scope,
  from: (verification.since?.seq ?? 0) + 1,
  walked: walkedTo(verification),
  entries,
  since: verification.since?.day ?? null,
  startedAt: iso(verification.startedAt),
  at: iso(verification.at),
  unusable: verification.unusable,
  verdict: verdictOf(verification),
});

const verdictOf = (verification: Verification): VerifyView | null => {
  const { outcome } = verification;
  const at = iso(verification.at);
  switch (outcome?.outcome) {
    case undefined:
      return null;
    case 'empty':
      return { outcome: 'verified', upTo: 0, at, sentence: 'Nothing was recorded yet.' };
    case 'verified':
      return {
        outcome: 'verified',
        upTo: outcome.head.seq,
        at,
        sentence: unaltered(verification, outcome.checked),
      };
    case 'broken': {
      const witnesses = outcome.cause === 'anchor' ? witnessesOf(verification, outcome.at) : [];
      const sentence = `Entry ${outcome.at} is not as it was recorded: ${BROKEN[outcome.cause]}${byWhom(witnesses)}.`;
      return { outcome: 'broken', upTo: outcome.at - 1, at, sentence };
    }
    case 'truncated': {
      const witnesses = witnessesOf(verification, outcome.expected);
      const knownBy = witnesses.length === 0 ? ' by its signed end' : byWhom(witnesses);
      const sentence = `The record ends at entry ${outcome.at}; entry ${outcome.expected} was published${knownBy}.`;
      return { outcome: 'truncated', upTo: outcome.at, at, sentence };
    }
    case 'unknown key': {
      const sentence = `The end of the record is signed with key ${outcome.kid}, which is none of the app’s.`;
      return { outcome: 'unknown-key', upTo: 0, at, sentence };
    }
  }
};

const unaltered = ({ since, anchors }: Verification, checked: number): string => {
  const which =
    since === null
      ? `All ${checked} entries`
      : `The ${checked} entries since the checkpoint of ${since.day} (entry ${since.seq})`;
  const published = anchors.length === 0 ? '' : `, and fit what was published of them`;
  return `${which} are as they were recorded${published}; the end is signed by the app.`;
};

const byWhom = (witnesses: readonly Witness[]): string => {
  const named = witnesses.map((one) =>
    one.kind === 'checkpoint' ? `the checkpoint of ${one.day}` : `page ${one.pageId}`,
  );
  return named.length === 0 ? '' : ` by ${named.join(' and ')}`;
};

const BROKEN: Record<BreakCause, string> = {
  gap: 'an entry is missing before it',
  link: 'it does not follow the entry before',
  altered: 'its content was altered',
  body: 'what it tells was altered',
  time: 'it is dated before the entry before',
  anchor: 'it is not what was published',
  signature: 'the signature is not the app’s',
  'beyond the head': 'the signed end does not know it',
};
