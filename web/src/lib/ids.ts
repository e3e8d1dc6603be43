const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** 128 random bits as the API writes them: 26 letters and digits of Crockford's base 32. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let out = '';
  let buffer = 0;
  let have = 2; // two zero bits ahead make 130, which is 26 digits of five
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    have += 8;
    while (have >= 5) {
      have -= 5;
      out += alphabet[(buffer >> have) & 31];
    }
    buffer &= 0xff;
  }
  return out;
}
