// An authenticator app: RFC 6238 on its own, and how somebody sets it up.
import { createHmac } from 'node:crypto';
import { passphraseOf } from './world.mjs';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code that an app shows `steps` of thirty seconds from now, of a secret in base 32. */
export function codeOf(secret, steps = 0) {
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

export const begun = (client, login) => client.want(
  200, client.post('/account/second-factor', { passphrase: passphraseOf(login) }));

/** Switched on: the secret, and the recovery codes. */
export async function switchedOn(client, login) {
  const { secret } = await begun(client, login);
  const { recovery_codes: recovery } = await client.want(
    200, client.put('/account/second-factor', { code: codeOf(secret) }));
  return { secret, recovery };
}
