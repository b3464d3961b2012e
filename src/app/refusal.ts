/** Why a use case did not do what it was asked. Closed; a subset of the contract's codes, which add the ones of the edge. */
export type RefusalCode =
  | 'BAD_INPUT'
  | 'PAGE_NOT_VISIBLE'
  | 'NOT_PAGE_EDITOR'
  | 'NOT_SPACE_ADMIN'
  | 'NOT_CONFLUENCE_ADMIN'
  | 'NOT_BOUND'
  | 'BINDING_UNREADABLE'
  | 'NOT_SHOWN_HERE'
  | 'CONNECTION_GONE'
  | 'GROUP_GONE'
  | 'CONFLICT'
  | 'CONFLUENCE_UNAVAILABLE'
  | 'STORAGE_UNAVAILABLE'
  | 'QUEUE_UNAVAILABLE'
  | 'TOO_SOON'
  | 'SNAPSHOT_MISSING'
  | 'MESH_UNREAD'
  | 'LIVE_GRANTS';

/** `field` names the offending input as the payload spells it. */
export type Refusal = { code: RefusalCode; field?: string; detail?: string };
