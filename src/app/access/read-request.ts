import type { Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { requestDetail, type RequestDetail } from './request-detail';
import { settleRequest } from './settle-request';
import type { VisibleRequest } from './visible-request';

/** The request as it is, with deadlines that have passed and a policy that changed taken into the record first. */
export async function readRequest(
  ports: ResolverPorts,
  visible: VisibleRequest,
  by: string,
): Promise<Result<RequestDetail, AccessRefusal>> {
  const stored = await ports.policies.get(visible.request.spaceId);
  if (!stored.ok) return stored;
  const settled = await settleRequest(ports, visible.request, stored.value.policy);
  return settled.ok ? requestDetail(ports, { ...visible, request: settled.value }, by) : settled;
}
