import { comparedPathOf, headerOf, remoteIpOf, type Attribute, type Call } from './call';

/** Whether the call says it: absent (null) is known, too. */
export function isKnown(call: Call, attribute: Attribute): boolean {
  switch (attribute) {
    case 'path':
      return comparedPathOf(call) !== undefined;
    case 'remoteIp':
      return remoteIpOf(call) !== undefined;
    case 'principal':
    case 'sourceIp':
    case 'destinationIp':
    case 'port':
    case 'sni':
    case 'method':
    case 'host':
    case 'token':
    case 'filterMetadata':
    case 'providerAnswer':
      return call[attribute] !== undefined;
    default:
      return headerOf(call, attribute.slice('header '.length)) !== undefined;
  }
}
