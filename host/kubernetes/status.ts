import type { JsonObject } from '../../src/domain/json';
import { qualified, type ResourceKind } from './kinds';

/** An answer that ends a request: a Status object, or plain text where the API server sends that. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    readonly body: JsonObject | string,
  ) {
    super(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

type Details = {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: JsonObject[];
  retryAfterSeconds?: number;
};

const failure = (
  code: number,
  reason: string | null,
  rest: { message: string; details?: Details },
): StatusError =>
  new StatusError(code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: rest.message,
    ...(reason === null ? {} : { reason }),
    ...(rest.details === undefined ? {} : { details: rest.details as JsonObject }),
    code,
  });

const detailsOf = (kind: Pick<ResourceKind, 'group' | 'plural'>, name: string): Details => ({
  ...(name === '' ? {} : { name }),
  ...(kind.group === '' ? {} : { group: kind.group }),
  kind: kind.plural,
});

/** `AuthorizationPolicy.security.istio.io`: some messages name the kind, not the resource. */
const kindName = ({ kind, group }: Pick<ResourceKind, 'kind' | 'group'>): string =>
  group === '' ? kind : `${kind}.${group}`;

export type Cause = { reason: string; message: string; field: string };

/**
 * The failures of the API server, in its words.
 * @source apimachinery pkg/api/errors, apiserver pkg/endpoints/handlers; facts/istio.md §5
 */
export const statuses = {
  unauthorized: () => failure(401, 'Unauthorized', { message: 'Unauthorized' }),
  forbidden: (
    kind: Pick<ResourceKind, 'group' | 'plural'>,
    name: string,
    attempt: { user: string; verb: string; namespace: string; plural?: string },
  ) => {
    const where =
      attempt.namespace === '' ? 'at the cluster scope' : `in the namespace "${attempt.namespace}"`;
    const subject = name === '' ? qualified(kind) : `${qualified(kind)} "${name}"`;
    const message =
      `${subject} is forbidden: User "${attempt.user}" cannot ${attempt.verb} resource "${attempt.plural ?? kind.plural}" ` +
      `in API group "${kind.group}" ${where}`;
    return failure(403, 'Forbidden', { message, details: detailsOf(kind, name) });
  },
  forbiddenPath: (user: string, path: string) =>
    failure(403, 'Forbidden', {
      message: `forbidden: User "${user}" cannot get path "${path}"`,
      details: {},
    }),
  notFound: (kind: ResourceKind, name: string) =>
    failure(404, 'NotFound', {
      message: `${qualified(kind)} "${name}" not found`,
      details: detailsOf(kind, name),
    }),
  noSuchPath: () => new StatusError(404, '404 page not found\n'),
  /** In a group of the server's own; where CRDs are looked for it is `noSuchPath`. */
  noSuchResource: () =>
    failure(404, 'NotFound', { message: 'the server could not find the requested resource', details: {} }),
  methodNotAllowed: () =>
    failure(405, 'MethodNotAllowed', {
      message: 'the server does not allow this method on the requested resource',
      details: {},
    }),
  alreadyExists: (kind: ResourceKind, name: string) =>
    failure(409, 'AlreadyExists', {
      message: `${qualified(kind)} "${name}" already exists`,
      details: detailsOf(kind, name),
    }),
  modified: (kind: ResourceKind, name: string) =>
    failure(409, 'Conflict', {
      message:
        `Operation cannot be fulfilled on ${qualified(kind)} "${name}": the object has been modified; ` +
        'please apply your changes to the latest version and try again',
      details: detailsOf(kind, name),
    }),
  precondition: (kind: ResourceKind, name: string, what: { field: string; wanted: string; found: string }) =>
    failure(409, 'Conflict', {
      message:
        `Operation cannot be fulfilled on ${kindName(kind)} "${name}": the ${what.field} in the precondition (${what.wanted}) ` +
        `does not match the ${what.field} in record (${what.found}). The object might have been ` +
        (what.field === 'UID' ? 'deleted and then recreated' : 'modified'),
      details: { ...detailsOf(kind, name), kind: kind.kind },
    }),
  applyConflict: (message: string, causes: Cause[]) =>
    failure(409, 'Conflict', { message, details: { causes: causes } }),
  expired: () =>
    failure(410, 'Expired', {
      message:
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the ' +
        'continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with ' +
        'the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time ' +
        'the first chunk was returned and now may show up in the list.',
    }),
  invalid: (kind: Pick<ResourceKind, 'kind' | 'group'>, name: string, causes: Cause[]) => {
    const lines = causes.map((one) => `${one.field}: ${one.message}`);
    const list = lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`;
    const message = `${kindName(kind)} "${name}" is invalid: ${list}`;
    const details = {
      ...(name === '' ? {} : { name }),
      ...(kind.group === '' ? {} : { group: kind.group }),
      kind: kind.kind,
      causes: causes as unknown as JsonObject[],
    };
    return failure(422, 'Invalid', { message, details });
  },
  badRequest: (message: string) => failure(400, 'BadRequest', { message }),
  /** What the server did not foresee; it has no reason. */
  internal: (message: string) => failure(500, null, { message }),
  unsupportedMedia: (types: string) =>
    failure(415, 'UnsupportedMediaType', {
      message: `the body of the request was in an unknown format - accepted media types include: ${types}`,
    }),
  /** istiod's refusal has no reason (apiserver pkg/admission/plugin/webhook/errors/statuserror.go). */
  webhook: (problem: string) =>
    failure(400, null, {
      message: `admission webhook "validation.istio.io" denied the request: configuration is invalid: ${problem}`,
    }),
  notImplemented: (what: string) =>
    failure(501, null, { message: `not implemented in the local host: ${what}` }),
};
