import type { Verdict } from '../domain/decision';
import type { PolicyKind } from '../domain/istio/resources';
import type { IsoTime } from '../domain/time';
import type { SnapshotStateView } from './views';

/** What the Istio policies macro is given. Sentences name things between backticks: `orders/orders`. */
export type PoliciesOfWorkload = {
  namespace: string;
  labels: Record<string, string>;
  rootNamespace: { name: string; known: boolean };
  /** "Only `orders` and `gateway` may call this; plaintext is refused." */
  headline: string;
  /** One for each kind of pods that policies tell apart, and each proxy before them. Never empty. */
  guards: GuardView[];
  /** Policies that could not be understood: `AuthorizationPolicy orders/odd`. */
  notUnderstood: string[];
  tryWith: TryChoices;
};

export type GuardView = {
  /** Which proxy, and which pods where they differ: "The sidecar beside it, for pods labelled `version=v2`". */
  title: string;
  /** Why that proxy: labels say so, or it is not known. */
  dataPlane: string;
  headline: string;
  policies: PolicyRow[];
  /** Of the workload's namespace, and of the root namespace what somebody might expect to work here. */
  withoutEffect: PolicyRow[];
  /** How many more there are, for other workloads: a namespace may have thousands. */
  moreWithoutEffect: number;
  mutualTls: MutualTlsRow[];
};

export type PolicyRow = {
  kind: PolicyKind;
  name: string;
  namespace: string;
  /** `ALLOW`, `DENY`, `CUSTOM`, `AUDIT`; a mode for PeerAuthentication; null for RequestAuthentication. */
  action: string | null;
  sentence: string;
  /** Rule by rule what the sentence leaves out; empty where it says all. */
  details: string[];
  /** Why it applies, or why it does not. */
  because: string;
  dryRun: boolean;
  createdAt: IsoTime | null;
  unknownFields: string[];
};

/** `port` null: every port that is not named. */
export type MutualTlsRow = { port: number | null; sentence: string; decidedBy: string };

/** What a reader may choose from when trying a call; other values may be typed. */
export type TryChoices = {
  accounts: { namespace: string; name: string }[];
  namespaces: string[];
  ports: { port: number; label: string }[];
};

/** The answer about one tried call. */
export type TriedCallView = {
  /** When the policies were read that it was tried on. */
  at: IsoTime;
  asked: string;
  verdict: Verdict;
  dependsOn: string | null;
  parts: { verdict: Verdict; where: string | null; sentences: string[] }[];
};

/** Who may make one call: known service accounts, then everybody else. */
export type MeshCallersView = {
  at: IsoTime;
  /** "`GET /` on port 8080" */
  asked: string;
  rows: MeshCallerRow[];
  /** Callers that match the search, of which `rows` are the first. */
  total: number;
  /** The reading of the whole cluster, from which accounts of other namespaces are known; without one they are not. */
  cluster: { snapshot: SnapshotStateView; mayRefresh: boolean };
  /** Service accounts of namespaces that this space may not show, by verdict; null when there are none, or the cluster was not read. */
  notShown: Record<Verdict, number> | null;
};

export type MeshCallerRow = {
  /** `orders/orders`, or in words. */
  caller: string;
  namespace: string | null;
  /** `seen`: it was there when the whole cluster was read. `named`: a policy names it, and whether it exists was not read. `absent`: it
   * does not. */
  known: 'exists' | 'seen' | 'named' | 'absent' | 'everybody-else';
  verdict: Verdict;
  why: string;
};

/** What became of the policies for a workload since the whole cluster was read. */
export type PolicyChangesView = {
  since: IsoTime;
  changes: {
    kind: PolicyKind;
    /** `orders/orders-callers` */
    policy: string;
    change: 'added' | 'removed' | 'changed';
    sentences: string[];
  }[];
};
