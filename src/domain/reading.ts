import type { SourceFailureCode, Unread } from './source';
import type { IsoTime } from './time';

/** How the reading of one environment went, whichever plane it is of. */
export type Reading<T> =
  /** Read just now; `unread` names what is missing from it. */
  | { state: 'live'; at: IsoTime; unread: Unread[]; data: T }
  /** The source could not be read now; this is what was read before. */
  | { state: 'last-good'; at: IsoTime; unread: Unread[]; data: T; failure: Failure }
  /** Only asked for by a first paint: what was read before, while a live reading is on its way. */
  | { state: 'remembered'; at: IsoTime; unread: Unread[]; data: T }
  | { state: 'nothing-remembered' }
  | { state: 'failed'; failure: Failure }
  /** Not tried: the space may not show it, or the connection is gone. */
  | { state: 'refused'; code: 'NOT_SHOWN_HERE' | 'CONNECTION_GONE'; what: string };

export type Failure = { code: SourceFailureCode; status?: number };

/** The same reading of something else: what `show` makes of the data, whatever state it is in. */
export const mapReading = <T, U>(reading: Reading<T>, show: (data: T) => U): Reading<U> =>
  'data' in reading ? { ...reading, data: show(reading.data) } : reading;
