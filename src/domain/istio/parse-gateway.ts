import { err, ok, type Result } from '../result';
import { fieldsOf, isJsonObject } from './json-fields';
import type { ObjectUnreadable } from './parse-kubernetes';
import { readMetadata } from './parse-metadata';
import type { Gateway } from './resources';

/**
 * A gateway of either API. Of what it says only its pods are read: listeners, hosts and certificates are not.
 * @source istio/api networking/v1alpha3/gateway.proto; Gateway API GatewaySpec
 */
export function parseGateway(json: unknown, api: Gateway['api']): Result<Gateway, ObjectUnreadable> {
  if (!isJsonObject(json)) return err({ code: 'NOT_AN_OBJECT' });
  const object = fieldsOf(json, '', new Set());
  const metadata = readMetadata(object);
  if (metadata === null) return err({ code: 'NAME_MISSING' });
  const spec = object.object('spec');
  return ok({
    api,
    metadata,
    selector: api === 'istio' ? (spec?.record('selector') ?? {}) : null,
    className: api === 'gateway-api' ? (spec?.string('gatewayClassName') ?? null) : null,
  });
}
