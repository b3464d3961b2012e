import ipaddr from 'ipaddr.js';

/** An address or a block; host bits may be set. null: text that Istio refuses. */
export type Block = {
  contains: (address: string) => boolean;
  /** The first address within and the first one behind: between such edges nothing changes. */
  edges: () => string[];
};

export function parseBlock(text: string): Block | null {
  const [address = '', bits, ...more] = text.split('/');
  const parsed = parseAddress(address);
  if (parsed === null || more.length > 0) return null;
  const width = parsed.kind() === 'ipv4' ? 32 : 128;
  if (bits !== undefined && !/^(0|[1-9]\d{0,2})$/.test(bits)) return null;
  const length = bits === undefined ? width : Number(bits);
  if (length > width) return null;
  const base = parsed.toByteArray();
  if (width === 32) return ipv4Block(base, length);
  return {
    contains: (candidate) => {
      const bytes = parseAddress(candidate)?.toByteArray();
      return bytes?.length === base.length && samePrefix(base, bytes, length);
    },
    edges: () => [edge(base, length, 0), beyond(base, length)],
  };
}

/** The usual case, asked for every call: one comparison of numbers. */
function ipv4Block(base: number[], length: number): Block {
  const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
  const wanted = (ipv4Number(base.join('.')) & mask) >>> 0;
  return {
    contains: (candidate) => {
      const address = ipv4Number(candidate);
      return address >= 0 && (address & mask) >>> 0 === wanted;
    },
    edges: () => [edge(base, length, 0), beyond(base, length)],
  };
}

/** -1 for anything but four decimal parts. */
function ipv4Number(text: string): number {
  const parts = text.split('.');
  if (parts.length !== 4) return -1;
  let address = 0;
  for (const part of parts) {
    const byte = /^\d{1,3}$/.test(part) ? Number(part) : 256;
    if (byte > 255) return -1;
    address = address * 256 + byte;
  }
  return address;
}

/** Only the forms that Go's netip reads: no octal, no short IPv4. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}

function samePrefix(one: number[], other: number[], length: number): boolean {
  const whole = length >> 3;
  for (let index = 0; index < whole; index++) if (one[index] !== other[index]) return false;
  const mask = (0xff << (8 - (length & 7))) & 0xff;
  return mask === 0 || ((one[whole] ?? 0) & mask) === ((other[whole] ?? 0) & mask);
}

/** The block's lowest (fill 0) or highest (fill 1) address. */
function edge(base: number[], length: number, fill: 0 | 1): string {
  const bytes = base.map((byte, index) => {
    const keep = Math.min(8, Math.max(0, length - index * 8));
    const mask = (0xff << (8 - keep)) & 0xff;
    return (byte & mask) | (fill === 1 ? 0xff ^ mask : 0);
  });
  return ipaddr.fromByteArray(bytes).toString();
}

/** The address after the block, where membership changes; after the last one, the first. */
function beyond(base: number[], length: number): string {
  const bytes = ipaddr.parse(edge(base, length, 1)).toByteArray();
  for (let index = bytes.length - 1; index >= 0; index--) {
    const next = ((bytes[index] ?? 0) + 1) & 0xff;
    bytes[index] = next;
    if (next !== 0) break;
  }
  return ipaddr.fromByteArray(bytes).toString();
}
