import type { ConfluenceCaller, Faults } from '../types';
import { json } from './rest/answer';

const RETRY_AFTER_S = 5;
const HOURLY_POINTS = 65_000;

/**
 * The 429 of a spent quota, as long as the fault `confluenceRateLimited` lasts; each refusal uses one up.
 * Only the app's requests are counted, not the site's own pages. The body is not recorded anywhere; the headers are.
 */
export const rateLimitRefusal = (
  caller: ConfluenceCaller,
  faults: Faults,
  now: number,
): Response | undefined => {
  const left = faults.confluenceRateLimited ?? 0;
  if (caller.as === 'person' || left <= 0) return undefined;
  faults.confluenceRateLimited = left - 1;
  return json(
    429,
    { code: 429, message: 'Rate limit exceeded' },
    {
      'retry-after': String(RETRY_AFTER_S),
      'x-ratelimit-limit': String(HOURLY_POINTS),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': new Date(now + RETRY_AFTER_S * 1000).toISOString(),
      'ratelimit-reason': 'confluence-quota-tenant-based',
    },
  );
};
