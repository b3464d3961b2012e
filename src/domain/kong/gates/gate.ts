import type { Doubt, KongReason } from '../access-reason';
import type { Caller, Identity } from '../caller';
import type { Plugin } from '../entities';
import type { KongIndex } from '../snapshot';

/** What one plugin instance does with one call: a pure step. Several outcomes are the completions of what is not known. */
export type Gate = (plugin: Plugin, turn: Turn) => Passage;

export type Turn = { identity: Identity; caller: Caller; index: KongIndex };

export type Passage = {
  outcomes: readonly [Outcome, ...Outcome[]];
  /** null exactly when there is one outcome. */ doubt: Doubt | null;
};

export type Outcome = GoesOn | Ends;

export type GoesOn = { goes: 'on'; identity: Identity; reason: KongReason | null };

/** The gateway answers; `status` and `message` are null where they are not known. */
export type Ends = {
  goes: 'out';
  verdict: 'allowed' | 'denied';
  status: number | null;
  message: string | null;
  reason: KongReason;
};

export const goesOn = (identity: Identity, reason: KongReason | null = null): GoesOn => ({
  goes: 'on',
  identity,
  reason,
});

export const refuses = (
  reason: KongReason,
  answer: { status: number; message: string | null } | null,
): Ends => ({
  goes: 'out',
  verdict: 'denied',
  status: answer?.status ?? null,
  message: answer?.message ?? null,
  reason,
});

export const certainly = (outcome: Outcome): Passage => ({ outcomes: [outcome], doubt: null });

export const either = (doubt: Doubt, ...outcomes: [Outcome, ...Outcome[]]): Passage => ({ outcomes, doubt });
