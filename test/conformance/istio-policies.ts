import { parsePolicyVerbatim } from '../../src/domain/istio/parse';
import type { Policy } from '../../src/domain/istio/resources';

/** A case's objects as the domain reads them, secrets kept: the products that answered the cases saw them too. */
export const policiesOf = (objects: readonly unknown[]): Policy[] =>
  objects.map((object) => {
    const policy = parsePolicyVerbatim(object);
    if (!policy.ok) throw new Error(`the case's policy: ${policy.error.code}`);
    return policy.value;
  });
