import { z } from 'zod';

import type { SourceFailure } from '../../app/ports';
import { err, ok, type Result } from '../../domain/result';
import type { KubeLine } from './line';

/** A right as RBAC grants it; `namespace` '' is all of them. */
export type Right = {
  verb: 'get' | 'list' | 'create' | 'patch' | 'delete';
  group: string;
  resource: string;
  namespace: string;
};

const review = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * Whether the credential has this right. A review is a question that is posted: nothing is read, and nothing of it is kept.
 * @source kubernetes.io/docs/reference/access-authn-authz/authorization, "Checking API access"; everybody with a name may ask
 */
export const mayI = async (line: KubeLine, right: Right): Promise<Result<boolean, SourceFailure>> => {
  const answer = await line.write({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: right },
    },
  });
  if (!answer.ok) return err(answer.failure);
  const read = review.safeParse(answer.body);
  return read.success ? ok(read.data.status.allowed) : err({ code: 'UNREADABLE' });
};
