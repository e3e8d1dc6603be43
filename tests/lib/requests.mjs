// One good request for every route: who makes it, and with what. A route that is described and not
// here fails the tests that walk over all of them.
import assert from 'node:assert/strict';
import { applicationFields, consent, fullCase, granting, newId, newKey, packet, refusing,
         smallCase } from './people.mjs';
import { passphraseOf } from './world.mjs';

let number = 0;
/** A name that nothing has yet. */
export const newName = (what) => `${what}.${process.pid}.${++number}`;

const etag = (revision) => ({ 'if-match': `"${revision}"` });
const colleague = (world) => world.accounts['north.supervisor'].id;
const ofKind = (file, kind) => file.records.find((record) => record.kind === kind);

/** Fresh for each use, because the request ends or changes it. */
const makeAccount = (world) => {
  const login = newName('spare');
  return world.account(world.admin, login, 'caseworker', world.north);
};
const withHelper = async (world, file, owner) =>
  owner.want(200, owner.call('PUT', `/cases/${file.id}/helpers/${colleague(world)}`,
                             { headers: etag(file.revision) }));
const closed = async (world, file, owner) =>
  owner.want(200, owner.call('POST', `/cases/${file.id}/close`, {
    headers: etag(file.revision), body: { fields: { tsn_CloseReason: 'support_completed' } } }));

/** The protection officer of the team whose caseworker this is: works on the applications in its
    cases. */
const officerOf = (world, owner) =>
  world.people[owner === world.southWorker ? 'south.protection_officer' : 'north.protection_officer'];
/** With an application in it; `file.application` is its id. */
const applied = async (world, file, owner) => {
  const officer = officerOf(world, owner);
  const { applications } = await officer.want(201, officer.post(
    `/cases/${file.id}/applications`, { fields: applicationFields() }));
  return { ...file, application: applications[0].id };
};
const refusedByColleague = async (world, file, owner) => {
  const made = await applied(world, file, owner);
  const colleague = world.people['north.other_officer'];
  await colleague.want(201, colleague.post(
    `/cases/${file.id}/applications/${made.application}/decisions`, { fields: refusing() }));
  return made;
};
/** Another case, that came to the office as a packet. */
const arrived = async (world, file, owner) => {
  const officer = officerOf(world, owner);
  const made = await officer.want(201, officer.post('/applications', packet('Ilma Torvane')));
  return { ...file, id: made.case };
};

/** For each route: `who` of the world's people may do it; `spends`: each use needs a case of its
    own; `prepare`: what the case's owner does to it first; `of`: path, body and headers for that
    case. */
export const requests = {
  'GET /health': { of: () => ({}) },
  'GET /openapi.json': { of: () => ({}) },
  'POST /sessions': {
    of: () => ({ body: { login: 'first.admin', passphrase: passphraseOf('first.admin') } }) },
  'GET /sessions/current': { of: () => ({}) },
  'DELETE /sessions/current': { endsSession: true, of: () => ({}) },
  'PUT /account/passphrase': {
    endsSession: true,
    of: (world, file, login) => ({ body: { current: passphraseOf(login),
                                           new: 'a lamp above the harbour wall' } }) },
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
  'POST /cases/{case}/reasons': {
    who: 'north.supervisor',
    spends: true,
    of: () => ({ body: { class: 'M', reason: 'The clinic asked what was agreed.' } }) },
  'GET /cases/{case}/history': { of: () => ({ query: '?limit=200' }) },
  'GET /cases/{case}/readers': { of: () => ({}) },
  'GET /protection/statuses': { of: () => ({ query: '?country=NO&on=2008-06-01' }) },
  'GET /protection/figures': {
    who: 'north.protection_officer', of: () => ({ query: '?from=2007&to=2008&by=sex&period=quarter' }) },
  'POST /applications': {
    who: 'north.protection_officer',
    of: () => ({ body: packet('Ilma Torvane'), headers: { 'idempotency-key': newKey() } }) },
  'GET /applications': { of: () => ({ query: '?list=all&limit=200' }) },
  'GET /cases/{case}/protection': { of: () => ({ query: '?country=NO' }) },
  'POST /cases/{case}/applications': {
    who: 'north.protection_officer',
    spends: true,
    of: () => ({ body: { fields: applicationFields() }, headers: { 'idempotency-key': newKey() } }) },
  'POST /cases/{case}/grounds': {
    spends: true,
    of: () => ({ body: { fields: { tsn_GroundFact: 'presumed_victim', tsn_GroundValue: 'true',
                                   tsn_GroundSource: 'person', tsn_GroundCertainty: 'stated' } },
                 headers: { 'idempotency-key': newKey() } }) },
  'POST /cases/{case}/applications/{record}/decisions': {
    who: 'north.protection_officer',
    spends: true,
    prepare: applied,
    of: (world, file) => ({ record: file.application ?? newId(), headers: { 'idempotency-key': newKey() },
                            body: { fields: granting() } }) },
  'POST /cases/{case}/applications/{record}/reading': {
    who: 'north.protection_officer',
    spends: true,
    prepare: refusedByColleague,
    of: (world, file) => ({ record: file.application ?? newId(), body: { agrees: true } }) },
  'POST /cases/{case}/applications/{record}/events': {
    who: 'north.protection_officer',
    spends: true,
    prepare: applied,
    of: (world, file) => ({ record: file.application ?? newId(), headers: { 'idempotency-key': newKey() },
                            body: { fields: { tsn_EventType: 'withdrawn',
                                              tsn_EventDate: '2008-07-01' } } }) },
  'POST /cases/{case}/applications/{record}/letters': {
    who: 'north.protection_officer',
    spends: true,
    prepare: applied,
    of: (world, file) => ({ record: file.application ?? newId(), headers: { 'idempotency-key': newKey() },
                            body: { fields: { tsn_LetterType: 'receipt', tsn_LetterDate: '2008-06-03',
                                              tsn_LetterTo: 'person', tsn_LetterHow: 'in_person' } } }) },
  'GET /cases/{case}/applications/{record}/sheet': {
    spends: true,
    prepare: applied,
    of: (world, file) => ({ record: file.application ?? newId(), query: '?language=ru' }) },
  'POST /cases/{case}/consent-taken-back': {
    who: 'north.protection_officer',
    spends: true,
    prepare: arrived,
    of: () => ({}) },
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
    .replace('{record}', made.record).replace('{account}', made.account) + (made.query ?? '');
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
  const made = target ? await target(world) : undefined;
  const { method, path, options } = requestOf(operation, world, { file, login, target: made });
  return { client, answer: await client.call(method, path, options) };
}
