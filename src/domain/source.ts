/**
 * Why a part of an outside system could not be read. Closed: each has a sentence and a next step in `contract/codes.ts`.
 * "Could not read" is never an empty list, never "allowed", never "denied".
 */
export type SourceFailureCode =
  | 'REFUSED' // nothing listens there
  | 'HOST_UNKNOWN' // the name does not resolve
  | 'TIMEOUT' // no answer within the request's own time
  | 'BUDGET_SPENT' // our time for the whole reading ended first
  | 'PLAIN_HTTP' // Forge calls https only
  | 'PORT_NOT_ALLOWED' // not one of Forge's outbound ports
  | 'PRIVATE_CA' // certificate of no public authority
  | 'HOST_NOT_APPROVED' // an admin has not approved the host (customer-managed egress)
  | 'UNAUTHENTICATED' // 401
  | 'NOT_PERMITTED' // 403
  | 'NOT_THERE' // 404 where something was expected
  | 'KIND_MISSING' // Kubernetes: the CRD is not installed
  | 'LIST_EXPIRED' // Kubernetes: 410 twice in a row
  | 'RATE_LIMITED' // 429 after the retries
  | 'SERVER_ERROR' // 5xx after the retries
  | 'WRONG_PRODUCT' // something else answers there
  | 'UNREADABLE' // the answer is not what the API promises
  | 'CREDENTIAL_MISSING' // no secret is stored for the connection
  | 'NOT_READ_YET' // taken from the reading of the whole gateway, and there is none yet
  | 'READ_ONLY'; // 405: db-less node or data plane

/** One part (a collection, a kind) that could not be read. `part` is the product's own word: `plugins`, `peerauthentications`. */
export type Unread = { part: string; code: SourceFailureCode; status?: number };
