import {
  claimOf,
  comparedPathOf,
  headerOf,
  metadataOf,
  remoteIpOf,
  type Attribute,
  type Call,
  type ClaimAttribute,
  type HeaderAttribute,
  type MetadataAttribute,
} from './call';

export const isHeader = (attribute: Attribute): attribute is HeaderAttribute =>
  attribute.startsWith('header ');
export const isClaim = (attribute: Attribute): attribute is ClaimAttribute => attribute.startsWith('claim ');
export const isMetadata = (attribute: Attribute): attribute is MetadataAttribute =>
  attribute.startsWith('filterMetadata ');

export const headerNameOf = (attribute: HeaderAttribute): string => attribute.slice('header '.length);
export const claimNameOf = (attribute: ClaimAttribute): string => attribute.slice('claim '.length);

/** Filter and key: a filter's name holds no bracket. */
export function metadataNamesOf(attribute: MetadataAttribute): [filter: string, key: string] {
  const name = attribute.slice('filterMetadata '.length);
  const bracket = name.indexOf('[');
  return [name.slice(0, bracket), name.slice(bracket + 1, -1)];
}

/** Whether the call says it: absent (null) is known, too. */
export function isKnown(call: Call, attribute: Attribute): boolean {
  if (isHeader(attribute)) return headerOf(call, headerNameOf(attribute)) !== undefined;
  if (isClaim(attribute)) return claimOf(call, claimNameOf(attribute)) !== undefined;
  if (isMetadata(attribute)) return metadataOf(call, ...metadataNamesOf(attribute)) !== undefined;
  switch (attribute) {
    case 'path':
      return comparedPathOf(call) !== undefined;
    case 'remoteIp':
      return remoteIpOf(call) !== undefined;
    default:
      return call[attribute] !== undefined;
  }
}
