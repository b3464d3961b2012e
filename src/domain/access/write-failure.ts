import type { SourceFailureCode } from '../source';

/** Why a change could not be carried out. Closed: each has a sentence and a next step in `contract/write-codes.ts`. */
export type WriteFailureCode = SourceFailureCode | WriteOnlyCode;

/** What only a writer meets. */
export type WriteOnlyCode =
  | 'FOREIGN' // something that is not ours stands there
  | 'FIELD_CONFLICT' // another field manager owns what we would change
  | 'INVALID' // the schema, a CEL rule or Kong's checks refuse it
  | 'ADMISSION_REFUSED' // a webhook or an admission policy refused it
  | 'QUOTA_EXCEEDED' // a quota or a licence does not let it in
  | 'CHANGED_MEANWHILE' // it was changed between our reading and our writing
  | 'NOT_READ_BACK'; // written, and not there when read again
