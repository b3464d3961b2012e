const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * An id that sorts by time: 48 bits of milliseconds, 80 bits of randomness, 26 characters.
 * @param random 10 bytes
 * @source github.com/ulid/spec
 */
export const ulid = (ms: number, random: Uint8Array): string => {
  let value = BigInt(ms);
  for (const byte of random.subarray(0, 10)) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let n = 0; n < 26; n += 1) {
    text = `${CROCKFORD[Number(value & 31n)] ?? ''}${text}`;
    value >>= 5n;
  }
  return text;
};
