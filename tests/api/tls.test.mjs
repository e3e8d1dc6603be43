// TLS as clients of every kind meet it: good ones, old ones, broken ones, and a certificate that is renewed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request as send } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { after, before, test } from 'node:test';
import { api } from '../lib/client.mjs';
import { Server, ownFolder, run, secretFile, succeed } from '../lib/program.mjs';

const folder = ownFolder('tls');
const file = (name) => join(folder, name);
const node = ['--data', file('data'), '--key-file', file('node.key')];
const passphrase = 'the tide comes in at seven';
let server;

/** A key and a certificate for this machine under an invented name. */
function certificate(name) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
    '-days', '2', '-subj', '/CN=shelter.test', '-addext', 'subjectAltName=DNS:shelter.test,IP:127.0.0.1',
    '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)], { stdio: 'ignore' });
  chmodSync(file(`${name}.key`), 0o600);
}

const serve = (options = {}) => Server.start(file('data'), file('node.key'), {
  args: ['--certificate', file('used.pem'), '--private-key', file('used.key')], ...options });

function use(name) {
  for (const ending of ['pem', 'key']) copyFileSync(file(`${name}.${ending}`), file(`used.${ending}`));
  chmodSync(file('used.key'), 0o600);
}

function ask(method, path, { headers, body, agent, ca = file('used.pem') } = {}) {
  return new Promise((done, fail) => {
    const out = send({ host: '127.0.0.1', servername: 'shelter.test', port: server.port, method, path, headers,
                       agent, ca: readFileSync(ca) }, (answer) => {
      const peer = answer.socket.getPeerCertificate().fingerprint256;
      let text = '';
      answer.on('data', (data) => (text += data));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text, peer }));
    });
    out.on('error', fail);
    out.end(body);
  });
}

/** Shakes hands as told; gives the protocol, or the code of the error. */
function handshake(options) {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false, ...options }, () => {
      done(socket.getProtocol());
      socket.destroy();
    });
    socket.on('error', (error) => done(error.code ?? 'closed'));
    socket.on('close', () => done('closed'));
  });
}

/** What comes back for bytes that are no TLS, and that the connection is closed then. */
function bytes(content) {
  return new Promise((done) => {
    const socket = connectPlain(server.port, '127.0.0.1', () => socket.write(content));
    let text = '';
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => done(text));
  });
}

before(async () => {
  certificate('first');
  certificate('second');
  use('first');
  await succeed(['init', ...node, '--organisation', 'Lantern House', '--country', 'GW']);
  await succeed(['user', 'add', ...node, '--login', 'first.admin', '--name', 'Test', '--role', 'administrator',
                 '--new-passphrase-file', secretFile(file('passphrase'), passphrase)]);
  server = await serve();
});
after(() => server.stop());

test('people sign in over TLS, with a cookie that never leaves without', async () => {
  assert.match(server.out, /^https:/);
  const answer = await ask('POST', `${api}/sessions`, {
    headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: 'first.admin', passphrase }) });
  assert.equal(answer.status, 201, answer.text);
  assert.match(answer.headers['set-cookie'][0], /; HttpOnly; SameSite=Strict; Secure$/);
  assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000');
  const page = await ask('GET', '/');
  assert.equal(page.status, 200);
  assert.match(page.text, /<html/);
});

test('only TLS 1.2 and 1.3, with forward secrecy, speaking HTTP/1.1', async () => {
  assert.equal(await handshake({ minVersion: 'TLSv1.3' }), 'TLSv1.3');
  assert.equal(await handshake({ maxVersion: 'TLSv1.2' }), 'TLSv1.2');
  assert.equal(await handshake({ ALPNProtocols: ['h2', 'http/1.1'] }), 'TLSv1.3');
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
  assert.notEqual(await handshake(old), 'TLSv1.1');
  assert.notEqual(await handshake({ maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }), 'TLSv1.2');
  assert.notEqual(await handshake({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }), 'TLSv1.2');
  assert.notEqual(await handshake({ ALPNProtocols: ['h2'] }), 'TLSv1.3');
});

test('what is no TLS is let go, and others are served meanwhile', async () => {
  for (const content of ['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', '\x16\x03\x01\xff\xff' + 'x'.repeat(20000),
                         Buffer.from([0x16, 3, 3, 0, 5, 1, 0, 0, 1, 0]), '\0'.repeat(100)])
    assert.doesNotMatch(await bytes(content), /HTTP/);
  const silent = Array.from({ length: 200 }, () => connectPlain(server.port, '127.0.0.1').on('error', () => {}));
  assert.equal((await ask('GET', `${api}/health`)).status, 200);
  for (const socket of silent) socket.destroy();
});

test('a renewed certificate is taken at SIGHUP, and one that is broken is not', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = (await ask('GET', `${api}/health`, { agent })).peer;
  const heard = async (event) => {
    while (!server.events().some((each) => each.event === event)) await new Promise((done) =>
      server.child.stderr.once('data', done));
  };
  writeFileSync(file('used.pem'), 'no certificate');
  server.child.kill('SIGHUP');
  await heard('serve.certificate_kept');
  assert.equal((await ask('GET', `${api}/health`, { ca: file('first.pem') })).peer, first);
  use('second');
  server.child.kill('SIGHUP');
  await heard('serve.certificate_renewed');
  assert.notEqual((await ask('GET', `${api}/health`)).peer, first);
  assert.equal((await ask('GET', `${api}/health`, { agent, ca: file('first.pem') })).status, 200);
  agent.destroy();
});

test('other machines may come only where there is a certificate', async () => {
  const open = (...more) => run(['serve', ...node, '--listen', '0.0.0.0:0', ...more]);
  await server.stop();
  const without = await open();
  assert.equal(without.code, 2);
  assert.match(without.err, /certificate/);
  server = await serve({ listen: '0.0.0.0:0' });
  assert.equal((await ask('GET', `${api}/health`)).status, 200);
});

test('files that do not fit are refused before anything is served', async () => {
  const open = async (chain, key) =>
    (await run(['serve', ...node, '--listen', '127.0.0.1:0', '--certificate', chain, '--private-key', key])).err;
  await server.stop();
  assert.match(await open(file('first.pem'), file('second.key')), /does not belong/);
  assert.match(await open(file('node.key'), file('second.key')), /cannot be read/);
  assert.match(await open(file('none.pem'), file('first.key')), /cannot be read/);
  assert.match(await open(file('first.pem'), file('none.key')), /cannot be read/);
  chmodSync(file('first.key'), 0o644);
  assert.match(await open(file('first.pem'), file('first.key')), /Everybody on this machine/);
  assert.match((await run(['serve', ...node, '--certificate', file('first.pem')])).err, /--private-key/);
  server = await serve();
});
