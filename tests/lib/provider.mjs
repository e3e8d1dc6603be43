// A provider of OpenID Connect as small as it can be, with real keys. It lets in whoever comes, as `subject`, and lies as it is told.
import assert from 'node:assert/strict';
import { constants, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { join } from 'node:path';
import { secretFile } from './program.mjs';

const coded = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

/** A key pair, and how it signs. */
export function newKey(kid, algorithm = 'RS256') {
  const { publicKey, privateKey } = algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
                                                          : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const how = { RS256: {}, ES256: { dsaEncoding: 'ieee-p1363' },
                PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } }[algorithm];
  return { kid, algorithm, publicKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' },
           sign: (data) => sign('sha256', data, { key: privateKey, ...how }) };
}

/** A token as it travels; `change` is what a liar says instead. */
export function tokenOf(key, claims, change = {}) {
  const data = `${coded({ alg: key.algorithm, kid: key.kid, ...change.header })}.${coded(claims)}`;
  return `${data}.${(change.sign ?? key.sign)(Buffer.from(data)).toString('base64url')}`;
}

export class Provider {
  client = 'turnstone';
  secret = 'a secret with + and / in it';
  subject = 'nobody';
  /** How a client proves itself. */
  method = 'client_secret_basic';
  /** What is answered instead, by path: (response) => … */
  instead = {};
  /** What a token says besides, or instead. */
  claims = {};
  /** The token that is sent, made from the true claims. */
  token = (claims) => tokenOf(this.key, claims);
  asked = [];

  /** `tls`: its {key, cert}, where it speaks no plain HTTP. */
  static async start(tls) {
    const provider = new Provider();
    provider.key = newKey('first');
    provider.keys = [provider.key];
    provider.codes = new Map();
    const answer = (request, response) => provider.#answer(request, response);
    provider.server = tls ? createSecure(tls, answer) : createServer(answer);
    provider.server.listen(0, '127.0.0.1');
    await once(provider.server, 'listening');
    provider.server.unref();
    provider.issuer = `${tls ? 'https' : 'http'}://127.0.0.1:${provider.server.address().port}/realm`;
    return provider;
  }

  /** What `turnstone serve` is told; `back`: where people reach it. */
  args(folder, back = 'http://127.0.0.1:1', more = []) {
    return ['--sign-on-issuer', this.issuer, '--sign-on-client', this.client, '--sign-on-name', 'Harbour',
            '--sign-on-secret-file', secretFile(join(folder, 'sign-on.secret'), this.secret),
            '--sign-on-address', back, ...more];
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.issuer);
    const path = url.pathname.replace('/realm', '');
    this.asked.push(path);
    if (this.instead[path]) return this.instead[path](response);
    let body = '';
    for await (const part of request) body += part;
    const give = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path === '/.well-known/openid-configuration') return give(200, this.description());
    if (path === '/keys') return give(200, { keys: this.keys.map(({ jwk }) => jwk) });
    if (path === '/authorize') return response.writeHead(302, { location: this.letIn(url.searchParams) }).end();
    if (path === '/token') {
      const claims = this.#traded(request, new URLSearchParams(body));
      return claims ? give(200, { token_type: 'Bearer', access_token: 'unused', id_token: this.token(claims) })
                    : give(400, { error: 'invalid_grant' });
    }
    return give(404, {});
  }

  description() {
    return { issuer: this.issuer, authorization_endpoint: `${this.issuer}/authorize`,
             token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/keys`,
             token_endpoint_auth_methods_supported: [this.method] };
  }

  /** Where the browser goes back to. */
  letIn(asked) {
    assert.deepEqual([asked.get('response_type'), asked.get('scope'), asked.get('client_id'), asked.get('prompt'),
                      asked.get('code_challenge_method')], ['code', 'openid', this.client, 'login', 'S256']);
    const code = randomBytes(16).toString('hex');
    this.codes.set(code, { nonce: asked.get('nonce'), challenge: asked.get('code_challenge'), back: asked.get('redirect_uri') });
    const to = new URL(asked.get('redirect_uri'));
    to.search = new URLSearchParams({ code, state: asked.get('state'), iss: this.issuer });
    return to.href;
  }

  /** True claims for a code, once, to who can prove to be the client that began. */
  #traded(request, form) {
    const begun = this.codes.get(form.get('code'));
    this.codes.delete(form.get('code'));
    const [client, secret] = this.method === 'client_secret_basic'
      ? Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString().split(':').map(decodeURIComponent)
      : [form.get('client_id'), form.get('client_secret')];
    const verified = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (!begun || verified !== begun.challenge || form.get('redirect_uri') !== begun.back ||
        client !== this.client || secret !== this.secret) return undefined;
    return { iss: this.issuer, sub: this.subject, aud: this.client, exp: now() + 300, iat: now(), auth_time: now(),
             nonce: begun.nonce, ...this.claims };
  }
}

const named = (answer, name) => (answer.headers['set-cookie'] ?? [])
  .map((line) => /^([^=]+)=([^;]*)/.exec(line)).find(([, found]) => found === name)?.[2];
export const cookies = (client, carried) => [
  ...(client.cookie ? [`turnstone_session=${client.cookie}`] : []), `turnstone_sign_on=${carried}`].join('; ');

/** What a browser has once it is back: {state, code, issuer}, and the cookie that it carries. */
export async function sentBack(provider, answer) {
  assert.equal(answer.status, 200, answer.text);
  const back = new URL(provider.letIn(new URL(answer.body.address).searchParams)).searchParams;
  return { body: { state: back.get('state'), code: back.get('code'), issuer: back.get('iss') },
           carried: named(answer, 'turnstone_sign_on') };
}

/** Begins, and comes back as `subject`. */
export async function visited(provider, client, subject, invitation) {
  provider.subject = subject;
  return sentBack(provider, await client.post('/sign-on', invitation ? { invitation } : {}));
}

export const answered = (client, { body, carried }, { path = '/sign-on/answer', ...options } = {}) =>
  client.post(path, body, { headers: { cookie: cookies(client, carried) }, ...options });

/** Binds the account of a client to a subject. */
export async function bound(provider, client, passphrase, subject, code) {
  provider.subject = subject;
  const begun = await client.post('/account/sign-on', { passphrase, ...(code && { code }) });
  return answered(client, await sentBack(provider, begun));
}
export const carriedNow = (answer) => named(answer, 'turnstone_sign_on');
