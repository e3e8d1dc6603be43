// One browser's worth of the API: a cookie, a token, and an answer that keeps to the description.
import assert from 'node:assert/strict';
import { Agent, request as send } from 'node:http';
import { Description } from './description.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
export const api = '/api/v1';
const descriptions = new Map();

/** The description that this server gives of itself. */
export async function descriptionOf(server) {
  const which = server.socket ?? server.port;
  if (!descriptions.has(which)) {
    const answer = await plain(server, 'GET', `${api}/openapi.json`);
    descriptions.set(which, new Description(answer.body));
  }
  return descriptions.get(which);
}

/** A request as it is given, nothing added but what HTTP needs. */
export function plain(server, method, path, { headers = {}, body, localAddress } = {}) {
  return new Promise((done, fail) => {
    const options = { host: '127.0.0.1', port: server.port, socketPath: server.socket, method, path, headers,
                      agent, localAddress };
    const out = send(options, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', fail);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isJson = /json/.test(answer.headers['content-type'] ?? '') && text !== '';
        done({ status: answer.statusCode, headers: answer.headers, text,
               body: isJson ? JSON.parse(text) : undefined });
      });
    });
    // The server may answer and close before it has taken all of a body that is too large.
    out.on('error', (error) => setImmediate(() => fail(error)));
    out.end(body);
  });
}

export class Client {
  constructor(server, description) {
    this.server = server;
    this.description = description;
    this.cookie = undefined;
    this.csrf = undefined;
    this.session = undefined;
  }

  static async of(server) {
    return new Client(server, await descriptionOf(server));
  }

  /** `path` is below /api/v1. `body` is sent as JSON, `raw` as it is. A header of undefined is left
      out. */
  async call(method, path, { body, raw, headers = {}, ifMatch, key, localAddress } = {}) {
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const all = {
      ...(this.cookie && { cookie: `turnstone_session=${this.cookie}` }),
      ...(this.csrf && method !== 'GET' && method !== 'HEAD' && { 'x-csrf-token': this.csrf }),
      ...(content !== undefined && { 'content-type': 'application/json',
                                     'content-length': Buffer.byteLength(content) }),
      ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      ...(key && { 'idempotency-key': key }),
      ...headers,
    };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    const request = { method, path: api + path };
    const answer = await plain(this.server, method, request.path,
                               { headers: all, body: content, localAddress });
    this.description.check(request, answer);
    return answer;
  }

  get(path, options) { return this.call('GET', path, options); }
  post(path, body, options) { return this.call('POST', path, { body, ...options }); }
  put(path, body, options) { return this.call('PUT', path, { body, ...options }); }
  patch(path, body, options) { return this.call('PATCH', path, { body, ...options }); }
  delete(path, options) { return this.call('DELETE', path, options); }

  /** The body of an answer that must have this status. */
  async want(status, answer) {
    const given = await answer;
    assert.equal(given.status, status, given.text.slice(0, 600));
    return given.body;
  }

  async signIn(login, passphrase, options) {
    const answer = await this.post('/sessions', { login, passphrase }, options);
    if (answer.status === 201) this.#remember(answer);
    return answer;
  }

  #remember(answer) {
    const [line] = answer.headers['set-cookie'];
    assert.match(line, /^turnstone_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict(; Secure)?$/);
    this.cookie = /=([0-9a-f]{64});/.exec(line)[1];
    this.csrf = answer.body.csrf;
    this.session = answer.body;
  }

  /** The same person in another window. */
  twin() {
    return Object.assign(new Client(this.server, this.description),
                         { cookie: this.cookie, csrf: this.csrf, session: this.session });
  }
}
