/** ISO 8601, UTC, milliseconds: `2026-11-23T10:00:00.000Z`. Made from a clock that is handed in, never read here. */
export type IsoTime = string;
/** UTC milliseconds since 1970 of the server's clock: what deadlines are compared in. Handed in, never read here. */
export type EpochMs = number;
