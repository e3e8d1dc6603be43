// The members of a zip file, as text. Enough for what the program writes: small, and nothing encrypted.
import { inflateRawSync } from 'node:zlib';

/** A map from the name of each member to its text. */
export function unzipped(bytes) {
  const out = new Map();
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; --left) {
    const [packed, name, extra, comment] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28),
                                            bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + packed);
    const deflated = bytes.readUInt16LE(at + 10) === 8;
    out.set(bytes.toString('utf8', at + 46, at + 46 + name),
            (deflated ? inflateRawSync(content) : content).toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return out;
}
