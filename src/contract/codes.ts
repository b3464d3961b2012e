import type { SourceFailureCode } from '../domain/source';

/** Why the app refused or could not do something. Closed; each has a sentence and a next step below. */
export type AppErrorCode =
  | 'BAD_INPUT'
  | 'ANONYMOUS'
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
  | 'LIVE_GRANTS'
  | 'INTERNAL';

export type Code = AppErrorCode | SourceFailureCode;

/** What a failed answer carries. `field` names the offending input as the payload spells it. */
export type AppError = { code: AppErrorCode; field?: string; detail?: string };

/** One sentence for the reader and one thing that can be done. `{field}` and `{detail}` are filled in by the interface. */
export type Wording = { sentence: string; nextStep: string };

export const WORDING: Record<Code, Wording> = {
  BAD_INPUT: { sentence: '{field}: {detail}', nextStep: 'Correct it and send again; nothing was saved.' },
  ANONYMOUS: { sentence: 'You are not logged in.', nextStep: 'Log in to see this.' },
  PAGE_NOT_VISIBLE: {
    sentence: 'You may not see this page, or it does not exist.',
    nextStep: 'Ask the page’s author for access.',
  },
  NOT_PAGE_EDITOR: {
    sentence: 'You may not edit this page.',
    nextStep: 'Ask an editor of the page to choose the service.',
  },
  NOT_SPACE_ADMIN: { sentence: 'Only an admin of this space may do this.', nextStep: 'Ask a space admin.' },
  NOT_CONFLUENCE_ADMIN: {
    sentence: 'Only a Confluence admin may do this.',
    nextStep: 'Ask a Confluence admin of your site.',
  },
  NOT_BOUND: {
    sentence: 'No service is chosen for this page yet.',
    nextStep: 'Edit the page and configure this macro.',
  },
  BINDING_UNREADABLE: {
    sentence: 'The page’s choice of a service was changed by hand and cannot be understood: {detail}',
    nextStep: 'Configure this macro again.',
  },
  NOT_SHOWN_HERE: {
    sentence: 'This space may not show {detail}.',
    nextStep: 'Ask a Confluence admin to allow it on the connection.',
  },
  CONNECTION_GONE: {
    sentence: 'The connection this page uses was removed.',
    nextStep: 'Configure this macro with another connection.',
  },
  GROUP_GONE: { sentence: 'This group does not exist any more.', nextStep: 'Choose another group.' },
  CONFLICT: {
    sentence: 'Somebody else changed this meanwhile.',
    nextStep: 'Look at the current state and try again.',
  },
  CONFLUENCE_UNAVAILABLE: {
    sentence: 'Confluence did not answer as expected ({detail}).',
    nextStep: 'Try again in a minute.',
  },
  STORAGE_UNAVAILABLE: {
    sentence: 'The app’s storage did not answer ({detail}).',
    nextStep: 'Try again in a minute.',
  },
  QUEUE_UNAVAILABLE: {
    sentence: 'The work could not be queued ({detail}).',
    nextStep: 'Try again in a minute.',
  },
  TOO_SOON: {
    sentence: 'This was asked for a moment ago.',
    nextStep: 'It can be asked for again in {detail}.',
  },
  SNAPSHOT_MISSING: {
    sentence: 'The whole gateway was not read yet.',
    nextStep: 'Have it read first; that takes a few minutes.',
  },
  LIVE_GRANTS: {
    sentence: 'Access that is in force rests on this: {detail}',
    nextStep: 'Say what becomes of it, and do this again.',
  },
  MESH_UNREAD: {
    sentence: 'The policies could not be read, so nothing can be said about calls.',
    nextStep: 'Refresh the policies and ask again.',
  },
  INTERNAL: {
    sentence: 'Something went wrong in Gatehouse.',
    nextStep: 'Try again; if it stays, give your admin the reference {detail}.',
  },
  REFUSED: {
    sentence: 'Nothing answers there: the connection was refused.',
    nextStep: 'Check host and port, and that the service runs.',
  },
  HOST_UNKNOWN: {
    sentence: 'The host name is not known.',
    nextStep: 'Check the spelling; the name must be public.',
  },
  TIMEOUT: {
    sentence: 'No answer came in time.',
    nextStep: 'Try again; if it stays, look at the load of the gateway or the way to it.',
  },
  BUDGET_SPENT: {
    sentence: 'Reading took too long and was stopped.',
    nextStep: 'Refresh to try again; what was read is shown.',
  },
  PLAIN_HTTP: {
    sentence: 'The address is plain http; Forge calls https only.',
    nextStep: 'Put the API behind https.',
  },
  PORT_NOT_ALLOWED: {
    sentence: 'Forge does not call this port.',
    nextStep: 'Use one of 80, 8080, 443, 8443, 8444, 7990, 8089, 8090, 8085, 8060.',
  },
  PRIVATE_CA: {
    sentence: 'The certificate is not signed by a public authority.',
    nextStep: 'Serve the API under a public certificate, or through Kong or an ingress that has one.',
  },
  HOST_NOT_APPROVED: {
    sentence: 'This host is not approved for Gatehouse.',
    nextStep: 'A Confluence admin approves it on the connection’s page.',
  },
  UNAUTHENTICATED: {
    sentence: 'The credential was not accepted (401).',
    nextStep: 'Store a valid token on the connection.',
  },
  NOT_PERMITTED: {
    sentence: 'The credential may not read this (403).',
    nextStep: 'Give the reader the missing right.',
  },
  NOT_THERE: {
    sentence: 'It does not exist there (404).',
    nextStep: 'Check the name and the workspace or namespace.',
  },
  KIND_MISSING: {
    sentence: 'The cluster does not know this kind.',
    nextStep: 'Install Istio’s CRDs, or use another connection.',
  },
  LIST_EXPIRED: { sentence: 'The list changed faster than it could be read.', nextStep: 'Refresh.' },
  RATE_LIMITED: {
    sentence: 'The other side asked us to slow down (429).',
    nextStep: 'Wait a minute and refresh.',
  },
  SERVER_ERROR: { sentence: 'The other side failed (5xx).', nextStep: 'Look at its logs; refresh later.' },
  WRONG_PRODUCT: {
    sentence: 'Something answers there, but not the product this connection is for.',
    nextStep: 'Check the address and the path.',
  },
  UNREADABLE: {
    sentence: 'The answer is not what the API promises.',
    nextStep: 'Check that the address is the API itself, not a login page or a proxy.',
  },
  CREDENTIAL_MISSING: {
    sentence: 'No credential is stored for this connection.',
    nextStep: 'Store one on the connection.',
  },
  NOT_READ_YET: {
    sentence: 'This is taken from the reading of the whole gateway, which was not made yet.',
    nextStep:
      'It is made by itself within the hour; an editor of the page can start it under “Who may call this”.',
  },
  READ_ONLY: {
    sentence: 'This node refuses every write (db-less or data plane).',
    nextStep: 'Use the control plane, or export the change instead.',
  },
};
