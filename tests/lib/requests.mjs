// One good request for every route: who makes it, and with what. A route that is described and not
// here fails the tests that walk over all of them.
import assert from 'node:assert/strict';
import { begun, codeOf, switchedOn } from './codes.mjs';
import { consent, fullCase, newKey, smallCase } from './people.mjs';
import { passphraseOf } from './world.mjs';

let number = 0;
/** A name that nothing has yet. */
export const newName = (what) => `${what}.${process.pid}.${++number}`;

const etag = (revision) => ({ 'if-match': `"${revision}"` });
const colleague = (world) => world.accounts['north.supervisor'].id;
/** Whose no case is, and who asks nothing. */
const stranger = (world) => world.accounts['south.colleague'].id;
const ofKind = (file, kind) => file.records.find((record) => record.kind === kind);

/** Fresh for each use, because the request ends or changes it. */
const makeAccount = (world) => {
  const login = newName('spare');
  return world.account(world.admin, login, 'caseworker', world.north);
};
const withHelper = async (world, file, owner) =>
  owner.want(200, owner.call('PUT', `/cases/${file.id}/helpers/${colleague(world)}`,
                             { headers: etag(file.revision) }));
const keepingOut = async (world, file, owner) =>
  owner.want(200, owner.call('PUT', `/cases/${file.id}/kept-out/${stranger(world)}`,
                             { headers: etag(file.revision) }));
const closed = async (world, file, owner) =>
  owner.want(200, owner.call('POST', `/cases/${file.id}/close`, {
    headers: etag(file.revision), body: { fields: { tsn_CloseReason: 'support_completed' } } }));

/** The account of somebody who signs in with a code. */
const withCode = async (world) => {
  const made = await makeAccount(world);
  await switchedOn(await world.signIn(made.login), made.login);
  return made;
};

/** For each route: `who` of the world's people may do it; `endsSession`: as an account of its own; `spends`: each use needs a case of its
    own; `prepare`: what the case's owner does to it first; `of`: path, body and headers for that
    case. */
export const requests = {
  'GET /health': { of: () => ({}) },
  'GET /openapi.json': { of: () => ({}) },
  'POST /sessions': {
    of: () => ({ body: { login: 'first.admin', passphrase: passphraseOf('first.admin') } }) },
  'GET /sessions/current': { of: () => ({}) },
  'DELETE /sessions/current': { endsSession: true, of: () => ({}) },
  'GET /sessions': { of: () => ({}) },
  'DELETE /sessions': { endsSession: true, of: () => ({}) },
  'DELETE /sessions/{session}': {
    endsSession: true,
    target: async (world, client) => (await client.want(200, client.get('/sessions'))).items[0],
    of: (world, file, login, target) => ({ session: target.id }) },
  'PUT /account/passphrase': {
    endsSession: true,
    of: (world, file, login) => ({ body: { current: passphraseOf(login),
                                           new: 'a lamp above the harbour wall' } }) },
  'GET /account/second-factor': { of: () => ({}) },
  'POST /account/second-factor': {
    endsSession: true, of: (world, file, login) => ({ body: { passphrase: passphraseOf(login) } }) },
  'PUT /account/second-factor': {
    endsSession: true,
    target: (world, client, login) => begun(client, login),
    of: (world, file, login, target) => ({ body: { code: codeOf(target.secret ?? 'A'.repeat(32)) } }) },
  'POST /account/second-factor/end': {
    endsSession: true,
    target: (world, client, login) => switchedOn(client, login),
    of: (world, file, login, target) => ({
      body: { passphrase: passphraseOf(login), code: target.recovery?.[0] ?? '000000' } }) },
  'GET /catalogue': { of: () => ({}) },
  'GET /countries': { of: () => ({}) },
  'GET /languages': { of: () => ({}) },
  'GET /day': { of: () => ({}) },
  'GET /cases': { of: () => ({ query: '?state=all&scope=all&sort=opened&limit=200' }) },
  'POST /cases/search': { of: () => ({ body: { name: 'Veltrova', state: 'all' } }) },
  'GET /counts': { of: () => ({ query: '?by=cas_Status' }) },
  'GET /colleagues': { of: () => ({}) },
  'POST /cases': {
    of: () => ({ body: smallCase('Ilma Torvane'), headers: { 'idempotency-key': newKey() } }) },
  'GET /cases/{case}': { of: () => ({}) },
  'POST /cases/{case}/records': {
    of: () => ({ body: consent(), headers: { 'idempotency-key': newKey() } }) },
  'PATCH /cases/{case}/records/{record}': {
    spends: true,
    of: (world, file) => ({
      record: ofKind(file, 'case').id,
      headers: etag(ofKind(file, 'case').revision),
      body: { fields: { cas_ReferringPrimaryCaseWorker: 'Adminmark Two' } } }) },
  'POST /cases/{case}/close': {
    spends: true,
    of: (world, file) => ({ headers: etag(file.revision),
                            body: { fields: { tsn_CloseReason: 'returned_home' } } }) },
  'POST /cases/{case}/reopen': {
    spends: true, prepare: closed, of: (world, file) => ({ headers: etag(file.revision) }) },
  'POST /cases/{case}/forget': {
    who: 'north.supervisor',
    spends: true,
    of: (world, file) => ({ headers: etag(file.revision), body: { reason: 'asked_by_person' } }) },
  'PUT /cases/{case}/owner': {
    spends: true,
    of: (world, file) => ({ headers: etag(file.revision), body: { account: colleague(world) } }) },
  'PUT /cases/{case}/helpers/{account}': {
    spends: true,
    of: (world, file) => ({ account: colleague(world), headers: etag(file.revision) }) },
  'DELETE /cases/{case}/helpers/{account}': {
    spends: true,
    prepare: withHelper,
    of: (world, file) => ({ account: colleague(world), headers: etag(file.revision) }) },
  'PUT /cases/{case}/kept-out/{account}': {
    spends: true,
    of: (world, file) => ({ account: stranger(world), headers: etag(file.revision) }) },
  'DELETE /cases/{case}/kept-out/{account}': {
    spends: true,
    prepare: keepingOut,
    of: (world, file) => ({ account: stranger(world), headers: etag(file.revision) }) },
  'POST /cases/{case}/break-glass': {
    spends: true,
    of: () => ({ body: { reason: 'The clinic is on the phone, and nobody of the team is here.' } }) },
  'POST /cases/{case}/reasons': {
    who: 'north.supervisor',
    spends: true,
    of: () => ({ body: { class: 'M', reason: 'The clinic asked what was agreed.' } }) },
  'GET /cases/{case}/history': { of: () => ({ query: '?limit=200' }) },
  'GET /cases/{case}/readers': { of: () => ({}) },
  'GET /accounts': { who: 'first.admin', of: () => ({}) },
  'POST /accounts': {
    who: 'first.admin',
    of: (world) => ({ body: { login: newName('new'), name: 'Test new', role: 'caseworker',
                              language: 'fr', team: world.north.id,
                              passphrase: 'nine boats under the bridge' } }) },
  'PATCH /accounts/{account}': {
    who: 'first.admin',
    target: makeAccount,
    of: (world, file, login, target) => ({
      account: target.id, headers: etag(target.revision), body: { name: 'Test renamed' } }) },
  'DELETE /accounts/{account}/second-factor': {
    who: 'first.admin', target: withCode, of: (world, file, login, target) => ({ account: target.id }) },
  'DELETE /accounts/{account}/sessions': {
    who: 'first.admin', target: makeAccount, of: (world, file, login, target) => ({ account: target.id }) },
  'GET /organisation/second-factor': { who: 'first.admin', of: () => ({}) },
  'PUT /organisation/second-factor': {
    who: 'first.admin',
    target: (world) => world.admin.get('/organisation/second-factor'),
    of: (world, file, login, target) => ({ headers: { 'if-match': target.headers?.etag ?? '"1"' },
                                           body: { roles: [] } }) },
  'GET /teams': { of: () => ({}) },
  'POST /teams': { who: 'first.admin', of: () => ({ body: { name: newName('Team') } }) },
  'GET /audit': { who: 'north.auditor', of: () => ({ query: '?limit=200' }) },
  'POST /audit/verify': { who: 'north.auditor', of: () => ({}) },
  'GET /certificates': { who: 'north.auditor', of: () => ({}) },
};

export const ofRoute = (operation) => {
  const found = requests[operation.id];
  assert.ok(found, `there is no request for ${operation.id} in tests/lib/requests.mjs`);
  return found;
};
export const concernsCase = (operation) => operation.path.includes('{case}');

/** A case in the state in which this route can be asked of it. */
export async function caseFor(world, operation, owner, content = fullCase()) {
  const file = await world.open(owner, content);
  const { prepare } = ofRoute(operation);
  return prepare ? prepare(world, file, owner) : file;
}

/** Method, path and options of one request. `file` is the case as its owner sees it; `login` is who
    asks. */
export function requestOf(operation, world, { file, login, target } = {}) {
  const made = ofRoute(operation).of(world, file, login, target);
  const path = operation.path.replace('{case}', file?.id)
    .replace('{record}', made.record).replace('{account}', made.account)
    .replace('{session}', made.session) + (made.query ?? '');
  return { method: operation.method, path, options: { body: made.body, headers: made.headers } };
}

/** One good use of a route by whoever may. */
export async function useOnce(world, operation) {
  const { who = 'north.caseworker', endsSession, target } = ofRoute(operation);
  let client = who === 'first.admin' ? world.admin : world.people[who];
  let login = who;
  if (endsSession) {
    login = newName('leaving');
    await world.account(world.admin, login, 'caseworker', world.north);
    client = await world.signIn(login);
  }
  const file = concernsCase(operation) ? await caseFor(world, operation, world.worker) : undefined;
  const made = target ? await target(world, client, login) : undefined;
  const { method, path, options } = requestOf(operation, world, { file, login, target: made });
  return { client, answer: await client.call(method, path, options) };
}
