import { z } from 'zod';

import type { WriteFailure } from '../../app/ports-of-writing';
import type { SourceFailure } from '../../app/ports';
import type { Json } from '../../domain/json';

/**
 * What may be known of the Status object that a write was refused with: closed words of the API server, and names. Its message, which
 * repeats what was sent and what webhooks think of it, ends here.
 */
export type Refusal = {
  reason: string;
  /** `namespaces`: it was not the policy that is missing. */
  kind: string;
  causes: { reason: string; field: string; manager: string }[];
  /** Who denied it at admission, by name: `webhook validation.istio.io`. */
  deniedBy: string;
  quota: string;
  /** Fields that the CRD does not have. */
  undeclared: string[];
};

const text = z.string().catch('');
const status = z.object({
  reason: text,
  message: text,
  details: z
    .object({
      kind: text,
      causes: z.array(z.object({ reason: text, field: text, message: text })).catch([]),
    })
    .catch({ kind: '', causes: [] }),
});

/** A word as its sources write it: nothing longer, and nothing else. */
const NAME = '[A-Za-z0-9.:/_-]{1,253}';
const MANAGER = new RegExp(`^conflict with "(${NAME})"`);

/**
 * The API server has no code for who denied a request, for a quota, or for an apply with fields that the CRD lacks (answered 500): the
 * fixed words of its sources are all there is.
 * @source apiserver pkg/admission/plugin/webhook/errors/statuserror.go and …/policy/validating/validator.go,
 *   pkg/quota/v1 admission, structured-merge-diff typed/validate.go (1.34)
 */
const DENIED: readonly [RegExp, string][] = [
  [new RegExp(`admission webhook "(${NAME})" denied the request`), 'webhook'],
  [
    new RegExp(`ValidatingAdmissionPolicy '(${NAME})' (?:with binding '${NAME}' )?denied request`),
    'ValidatingAdmissionPolicy',
  ],
];
const QUOTA = new RegExp(`exceeded quota: (${NAME}),`);
const UNDECLARED = /(\.spec[\w.[\]]{0,200}): field not declared in schema/g;
const MOST_CAUSES = 10;

/** The allow-listed part of a Status; of anything else nothing. */
export const refusalIn = (body: Json): Json => {
  const read = status.safeParse(body);
  const { reason, message, details } = read.success ? read.data : NOTHING_SAID;
  const refusal: Refusal = {
    reason,
    kind: details.kind,
    causes: details.causes.slice(0, MOST_CAUSES).map((cause) => ({
      reason: cause.reason,
      field: /^[\w.[\]<>]{1,200}$/.test(cause.field) ? cause.field : '',
      manager: MANAGER.exec(cause.message)?.[1] ?? '',
    })),
    deniedBy: deniedBy(message),
    quota: QUOTA.exec(message)?.[1] ?? '',
    undeclared: [...message.matchAll(UNDECLARED)].slice(0, MOST_CAUSES).map(([, field = '']) => field),
  };
  return refusal;
};

const NOTHING_SAID: z.infer<typeof status> = { reason: '', message: '', details: { kind: '', causes: [] } };

const deniedBy = (message: string): string => {
  for (const [pattern, who] of DENIED) {
    const name = pattern.exec(message)?.[1];
    if (name !== undefined) return `${who} ${name}`;
  }
  return '';
};

/** @param namespace where the write went */
export const failureOf = (
  failure: SourceFailure,
  refusal: Refusal | null,
  namespace: string,
): WriteFailure => {
  const { status: code } = failure;
  if (refusal === null || code === undefined) return failure;
  const { causes } = refusal;
  const fields = [
    ...new Set(causes.map(({ field }) => field).filter((field) => !['', '<nil>'].includes(field))),
  ];
  const detailed = (own: WriteFailure['code'], detail: string): WriteFailure => ({
    code: own,
    status: code,
    ...(detail === '' ? {} : { detail }),
  });
  if (refusal.deniedBy !== '') return detailed('ADMISSION_REFUSED', refusal.deniedBy);
  if (refusal.undeclared.length > 0) return detailed('INVALID', refusal.undeclared.join(', '));
  if (causes.some(({ reason }) => reason === 'NamespaceTerminating'))
    return detailed('NOT_THERE', `namespace ${namespace}, which is being removed`);
  switch (code) {
    case 400:
    case 413:
    case 422:
      return detailed('INVALID', fields.join(', '));
    case 403:
      return refusal.quota === '' ? failure : detailed('QUOTA_EXCEEDED', refusal.quota);
    case 404:
      return refusal.kind === 'namespaces' ? detailed('NOT_THERE', `namespace ${namespace}`) : failure;
    case 409: {
      const held = causes.filter(({ reason }) => reason === 'FieldManagerConflict');
      const conflicts = held.map(({ manager, field }) =>
        [manager === '' ? 'somebody' : manager, field].filter(Boolean).join(': '),
      );
      return held.length === 0
        ? detailed('CHANGED_MEANWHILE', '')
        : detailed('FIELD_CONFLICT', conflicts.join(', '));
    }
    default:
      return failure;
  }
};
