import fc from 'fast-check';

import { failureOf, refusalIn, type Refusal } from '../../../src/adapters/kubernetes/refusal';
import type { Json, JsonObject } from '../../../src/domain/json';

const aStatus = (code: number, fields: JsonObject): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code,
  ...fields,
});

const told = (code: number, body: Json) =>
  failureOf(
    { code: code >= 500 ? 'SERVER_ERROR' : 'NOT_PERMITTED', status: code },
    refusalIn(body) as Refusal,
    'orders',
  );

const POLICY = 'authorizationpolicies.security.istio.io "granted"';

/** Texts of kube-apiserver 1.34 and of istiod 1.31 (facts: apimachinery, apiserver; istio pkg/webhooks). */
const CASES: [what: string, code: number, body: JsonObject, failure: object][] = [
  [
    'another field manager',
    409,
    {
      reason: 'Conflict',
      message:
        'Apply failed with 1 conflict: conflict with "kubectl-edit" using security.istio.io/v1: .spec.rules',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-edit" using security.istio.io/v1',
            field: '.spec.rules',
          },
          { reason: 'FieldManagerConflict', message: 'conflict with "argocd"', field: '.spec.action' },
        ],
      },
    },
    { code: 'FIELD_CONFLICT', status: 409, detail: 'kubectl-edit: .spec.rules, argocd: .spec.action' },
  ],
  [
    'an object that has been modified',
    409,
    {
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ${POLICY}: the object has been modified`,
      details: { kind: 'authorizationpolicies' },
    },
    { code: 'CHANGED_MEANWHILE', status: 409 },
  ],
  [
    'the CRD’s schema and rules',
    422,
    {
      reason: 'Invalid',
      message: 'AuthorizationPolicy.security.istio.io "granted" is invalid: s3cr3t',
      details: {
        causes: [
          { reason: 'FieldValueNotSupported', message: 's3cr3t', field: 'spec.action' },
          { reason: 'FieldValueInvalid', message: 's3cr3t', field: '<nil>' },
          { reason: 'FieldValueInvalid', message: 's3cr3t', field: 'spec.rules[0].from[0].source' },
        ],
      },
    },
    { code: 'INVALID', status: 422, detail: 'spec.action, spec.rules[0].from[0].source' },
  ],
  [
    'istiod’s webhook, which gives no reason',
    400,
    {
      message:
        'admission webhook "rev.validation.istio.io" denied the request: configuration is invalid: s3cr3t',
    },
    { code: 'ADMISSION_REFUSED', status: 400, detail: 'webhook rev.validation.istio.io' },
  ],
  [
    'a webhook that answers 403',
    403,
    {
      reason: 'Forbidden',
      message: 'admission webhook "validate.kyverno.svc-fail" denied the request: s3cr3t',
    },
    { code: 'ADMISSION_REFUSED', status: 403, detail: 'webhook validate.kyverno.svc-fail' },
  ],
  [
    'a ValidatingAdmissionPolicy',
    422,
    {
      reason: 'Invalid',
      message: `${POLICY} is forbidden: ValidatingAdmissionPolicy 'no-allow' with binding 'everywhere' denied request: s3cr3t`,
      details: { causes: [{ message: 's3cr3t' }] },
    },
    { code: 'ADMISSION_REFUSED', status: 422, detail: 'ValidatingAdmissionPolicy no-allow' },
  ],
  [
    'a quota',
    403,
    {
      reason: 'Forbidden',
      message: `${POLICY} is forbidden: exceeded quota: policies, requested: count/authorizationpolicies.security.istio.io=1, used: count/authorizationpolicies.security.istio.io=5, limited: count/authorizationpolicies.security.istio.io=5`,
      details: { name: 'granted', kind: 'authorizationpolicies' },
    },
    { code: 'QUOTA_EXCEEDED', status: 403, detail: 'policies' },
  ],
  [
    'RBAC',
    403,
    {
      reason: 'Forbidden',
      message: `${POLICY} is forbidden: User "system:serviceaccount:gatehouse:writer" cannot patch resource "authorizationpolicies" in API group "security.istio.io" in the namespace "orders"`,
      details: { name: 'granted', kind: 'authorizationpolicies' },
    },
    { code: 'NOT_PERMITTED', status: 403 },
  ],
  [
    'a namespace that is being removed',
    403,
    {
      reason: 'Forbidden',
      message: `${POLICY} is forbidden: unable to create new content in namespace orders because it is being terminated`,
      details: { causes: [{ reason: 'NamespaceTerminating', message: '…', field: 'metadata.namespace' }] },
    },
    { code: 'NOT_THERE', status: 403, detail: 'namespace orders, which is being removed' },
  ],
  [
    'a namespace that is not there',
    404,
    {
      reason: 'NotFound',
      message: 'namespaces "orders" not found',
      details: { name: 'orders', kind: 'namespaces' },
    },
    { code: 'NOT_THERE', status: 404, detail: 'namespace orders' },
  ],
  [
    'fields that an older CRD does not have, which is no failure of the server',
    500,
    {
      message:
        'failed to create typed patch object (orders/granted; security.istio.io/v1, Kind=AuthorizationPolicy): ' +
        '.spec.rules[0].from[0].source.serviceAccounts: field not declared in schema',
    },
    { code: 'INVALID', status: 500, detail: '.spec.rules[0].from[0].source.serviceAccounts' },
  ],
  [
    'a webhook that could not be asked',
    500,
    {
      reason: 'InternalError',
      message: 'Internal error occurred: failed calling webhook "rev.validation.istio.io": s3cr3t',
    },
    { code: 'SERVER_ERROR', status: 500 },
  ],
];

it.each(CASES)('tells a refusal by %s', (...[, code, body, failure]) => {
  expect(told(code, aStatus(code, body))).toEqual(failure);
});

it('keeps no text that was sent, or that somebody else wrote', () => {
  for (const [, code, body] of CASES) {
    expect(JSON.stringify(refusalIn(aStatus(code, body)))).not.toContain('s3cr3t');
  }
  const cause = {
    reason: 'FieldManagerConflict',
    message: 'conflict with "a b s3cr3t"',
    field: '.spec["s3cr3t"]',
  };
  expect(told(409, aStatus(409, { details: { causes: [cause] } }))).toEqual({
    code: 'FIELD_CONFLICT',
    status: 409,
    detail: 'somebody',
  });
});

it('takes any body for what it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(400, 403, 404, 409, 422, 500), (body, code) => {
      expect(told(code, body as Json).status).toBe(code);
    }),
  );
});
