import { z } from 'zod';
import { ms, onRequest, pageId, planHash, prose, requestId, spaceId, ticket } from './access-schemas';
import type { CarryDefs } from './carry';

/* Payloads about what becomes of a request once it is approved, as they may come from a browser. */

const format = z.enum(['deck', 'istio', 'json'], 'This is no format.');

export const CARRY_SCHEMAS: { [K in keyof CarryDefs]: z.ZodType<Parameters<CarryDefs[K]>[0]> } = {
  extendGrant: z.strictObject({
    ...onRequest,
    durationMs: ms('A duration'),
    reason: prose,
    ticket: ticket.nullable(),
  }),
  dropGrant: z.strictObject(onRequest),
  revokeGrant: z.strictObject({ ...onRequest, reason: prose }),
  readSiteGrants: z.strictObject({}),
  endSiteGrants: z.strictObject({}),
  endUnseenAccess: z.strictObject({ spaceId, unseenPageId: pageId }),
  retryGrant: z.strictObject(onRequest),
  confirmGrant: z.strictObject(onRequest),
  declareBreakGlass: z.strictObject({ ...onRequest, planHash, reason: prose }),
  judgeBreakGlass: z.strictObject({
    ...onRequest,
    verdict: z.enum(['JUSTIFIED', 'VIOLATION'], 'Justified, or a violation.'),
    reason: prose,
  }),
  rehearseRequest: z.strictObject({ requestId }),
  exportRequest: z.strictObject({ requestId, format }),
  exportPageAccess: z.strictObject({ pageId, format }),
};
