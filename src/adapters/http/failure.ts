import type { SourceFailure } from '../../app/ports';
import type { SourceFailureCode } from '../../domain/source';

/**
 * Codes of Node's network, TLS and HTTP layers. Certificates: every reason for which a chain is not trusted is the same to us,
 * since Forge takes public authorities only.
 * @source nodejs.org/api/tls.html#x509-certificate-error-codes, undici lib/core/errors.js
 */
const OF_CODE: Readonly<Record<string, SourceFailureCode>> = {
  ECONNREFUSED: 'REFUSED',
  ECONNRESET: 'REFUSED',
  EHOSTUNREACH: 'REFUSED',
  ENETUNREACH: 'REFUSED',
  UND_ERR_SOCKET: 'REFUSED',
  ENOTFOUND: 'HOST_UNKNOWN',
  EAI_AGAIN: 'HOST_UNKNOWN',
  ETIMEDOUT: 'TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'TIMEOUT',
  SELF_SIGNED_CERT_IN_CHAIN: 'PRIVATE_CA',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'PRIVATE_CA',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'PRIVATE_CA',
  UNABLE_TO_GET_ISSUER_CERT: 'PRIVATE_CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'PRIVATE_CA',
  ERR_TLS_CERT_ALTNAME_INVALID: 'PRIVATE_CA',
  CERT_HAS_EXPIRED: 'PRIVATE_CA',
  CERT_NOT_YET_VALID: 'PRIVATE_CA',
  CERT_REVOKED: 'PRIVATE_CA',
  CERT_UNTRUSTED: 'PRIVATE_CA',
  CERT_REJECTED: 'PRIVATE_CA',
  INVALID_CA: 'PRIVATE_CA',
  INVALID_PURPOSE: 'PRIVATE_CA',
  HOSTNAME_MISMATCH: 'PRIVATE_CA',
  // What speaks plain HTTP on an https address makes of a TLS greeting.
  ERR_SSL_WRONG_VERSION_NUMBER: 'PLAIN_HTTP',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'PLAIN_HTTP',
  ERR_SSL_HTTP_REQUEST: 'PLAIN_HTTP',
};

/** What `fetch` rejected with. Only structure is read, never the message, which may repeat headers. */
export const codeOfError = (error: unknown): SourceFailureCode => {
  for (const { name, code } of chainOf(error)) {
    if (name === EGRESS_REFUSED || code === EGRESS_REFUSED) return 'HOST_NOT_APPROVED';
    const known = typeof code === 'string' && Object.hasOwn(OF_CODE, code) ? OF_CODE[code] : undefined;
    if (known !== undefined) return known;
    if (typeof code === 'string' && code.startsWith('HPE_')) return 'UNREADABLE'; // what answers does not speak HTTP
  }
  return 'REFUSED'; // a way of not getting through that has no name of its own
};

/** @source @forge/api, ExternalEndpointNotAllowedError */
const EGRESS_REFUSED = 'REQUEST_EGRESS_ALLOWLIST_ERR';
const DEEPEST_CAUSE = 6;

type Link = { name?: unknown; code?: unknown; cause?: unknown; errors?: unknown };

/** The error, its causes, and for an AggregateError (one try per address of the host) its parts. */
function* chainOf(error: unknown, depth = 0): Generator<Link> {
  if (typeof error !== 'object' || error === null || depth > DEEPEST_CAUSE) return;
  const link: Link = error;
  yield link;
  if (Array.isArray(link.errors)) for (const part of link.errors) yield* chainOf(part, depth + 1);
  yield* chainOf(link.cause, depth + 1);
}

/** Why an answer is a failure; null when it is none. Bodies of failures are never read: Kong's repeat keys. */
export const failureOfAnswer = (method: string, response: Response): SourceFailure | null => {
  const { status } = response;
  if (status >= 200 && status < 300) return null;
  // A call that Forge itself stops may resolve as a 403, told from the other side's by this header.
  if (status === 403 && response.headers.has('forge-proxy-error')) return { code: 'HOST_NOT_APPROVED' };
  return { code: codeOfStatus(status, method), status };
};

const codeOfStatus = (status: number, method: string): SourceFailureCode => {
  if (status >= 500) return 'SERVER_ERROR';
  if (status >= 300 && status < 400) return 'WRONG_PRODUCT'; // neither API redirects; a login page does
  switch (status) {
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'NOT_PERMITTED';
    case 404:
      return 'NOT_THERE';
    case 405:
      return method === 'GET' ? 'WRONG_PRODUCT' : 'READ_ONLY';
    case 410:
      return 'LIST_EXPIRED';
    case 429:
      return 'RATE_LIMITED';
    default:
      return 'UNREADABLE';
  }
};
