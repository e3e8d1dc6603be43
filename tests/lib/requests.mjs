// One good request for every route: who makes it, and with what. A route that is described and not
// here fails the tests that walk over all of them.
import assert from 'node:assert/strict';
import { begun, codeOf, switchedOn } from './codes.mjs';
import { applicationFields, consent, fullCase, granting, newId, newKey, packet, receipt, refusing,
         smallCase } from './people.mjs';
import { plain } from './client.mjs';
import { answered, bound, carriedNow, cookies, visited } from './provider.mjs';
import { passphraseOf } from './world.mjs';

let number = 0;
/** A name that nothing has yet. */
export const newName = (what) => `${what}.${process.pid}.${++number}`;

const phoneForm = Buffer.from('<html><head><title>Talk</title><model><instance><data id="talk" version="1"/>' +
                              '</instance></model></head></html>').toString('base64');
/** What one's own phone sent; for who makes no cases, the id of nothing. */
export async function proposed(world, client) {
  if (!client.session.can.includes('case.open')) return { id: newId() };
  const { path } = await client.want(201, client.post('/account/phone'));
  const xml = '<data id="talk"><prs_FirstName>Ilma</prs_FirstName><con_Consent>TRUE</con_Consent>' +
              `<meta><instanceID>uuid:${newId()}</instanceID></meta></data>`;
  await plain(world.server, 'POST', `${path}/submission`, {
    headers: { 'content-type': 'multipart/form-data; boundary=Sep' },
    body: `--Sep\r\nContent-Disposition: form-data; name="xml_submission_file"\r\n\r\n${xml}\r\n--Sep--\r\n` });
  return (await client.want(200, client.get('/proposals'))).items.at(-1);
}

/** The same target for a world each time it is asked for. */
function once(make) {
  const made = new WeakMap();
  return (world) => {
    if (!made.has(world)) made.set(world, make(world));
    return made.get(world);
  };
}

/** Waits for the end of what is calculated. */
export async function ended(client, path) {
  for (;;) {
    const now = await client.want(200, client.get(path));
    if (now.state !== 'running') return now;
    await new Promise((done) => setTimeout(done, 20));
  }
}

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
/** Somebody of their own, signed in. */
async function leavingClient(world) {
  const login = newName('leaving');
  await world.account(world.admin, login, 'caseworker', world.north);
  return Object.assign(await world.signIn(login), { login });
}
/** What somebody holds who is known to the provider and comes back from it. */
async function comeBack(world) {
  const client = await leavingClient(world);
  const subject = newName('known');
  await bound(world.provider, client, passphraseOf(client.login), subject);
  const { body, carried } = await visited(world.provider, client, subject);
  return { body, headers: { cookie: cookies({}, carried) } };
}
/** The same, of somebody with a code, once it was asked for. */
async function askedForCode(world, client, code) {
  const subject = newName('known');
  await bound(world.provider, client, passphraseOf(client.login), subject, code);
  const answer = await answered(client, await visited(world.provider, client, subject));
  return { headers: { cookie: cookies({}, carriedNow(answer)) } };
}
const withHelper = async (world, file, owner) =>
  owner.want(200, owner.call('PUT', `/cases/${file.id}/helpers/${colleague(world)}`,
                             { headers: etag(file.revision) }));
const keepingOut = async (world, file, owner) =>
  owner.want(200, owner.call('PUT', `/cases/${file.id}/kept-out/${stranger(world)}`,
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
/** With a family that somebody else looked at; `file.assessment` waits for a second person. */
const assessed = async (world, file, owner) => {
  const author = owner === world.worker ? world.people['north.other_worker'] : owner;
  const assessment = await author.want(201, author.post(`/cases/${file.id}/records`, {
    kind: 'family_risk', fields: { tsn_RiskDate: '2026-03-01', tsn_RiskFamily: 'An aunt upriver',
                                   tsn_RiskConclusion: 'safe_with_support' } }));
  return { ...file, assessment };
};
/** With a referral and the consent that it needs; `file.sent` is its id. */
const sent = async (world, file, owner) => {
  const add = (kind, fields) => owner.want(201, owner.post(`/cases/${file.id}/records`, { kind, fields }));
  await add('consent', receipt());
  const { id } = await add('referral', { tsn_ReferralTo: 'Aurora Clinic', tsn_ReferralSent: '2026-02-02',
                                         tsn_ReferralState: 'sent' });
  return { ...file, sent: id };
};
/** With another case of the same owner; `file.other` is its id. */
const withOther = async (world, file, owner) => {
  const { id: other } = await world.open(owner, fullCase());
  return { ...file, other };
};
const joined = async (world, file, owner) => {
  const both = await withOther(world, file, owner);
  return owner.want(200, owner.put(`/cases/${both.id}/joined/${both.other}`)).then(() => both);
};
/** With a search for family; `file.tracing` is its id. */
const tracing = async (world, file, owner) => {
  const { id } = await owner.want(201, owner.post(`/cases/${file.id}/records`, {
    kind: 'tracing', fields: { tsn_TracingWhom: 'An aunt upriver', tsn_TracingFear: 'no' } }));
  return { ...file, tracing: id };
};
/** With a small file of class A; `file.kept` is its id. */
const withFile = async (world, file, owner) => {
  const kept = newId();
  await owner.want(204, owner.put(`/cases/${file.id}/files/${kept}/pieces/0`,
                                  { class: 'A', content: 'Zmlyc3Q=' }));
  return { ...file, kept };
};
/** With a set of questions begun; `file.screening` is its id. */
const screened = async (world, file, owner) => {
  const { interviews: [{ id }] } = await owner.want(201, owner.post(
    `/cases/${file.id}/screenings`, { instrument: 'general' }));
  return { ...file, screening: id };
};
/** Another case, that came to the office as a packet. */
const arrived = async (world, file, owner) => {
  const officer = officerOf(world, owner);
  const made = await officer.want(201, officer.post('/applications', packet('Ilma Torvane')));
  return { ...file, id: made.case };
};

/** How many people were on which lists: three lists, and one overlap of few. */
export const lists = 'A,B,C,count\n1,0,0,154\n0,1,0,263\n0,0,1,207\n1,1,0,35\n1,0,1,4\n0,1,1,56\n';
export const smallStudy = () => ({ title: newName('Study'), csv: lists, replicates: 100 });

/** A table of one person, as a file is sent. */
export const peopleTable = Buffer.from(
  'prs_FirstName,prs_SecondName,con_Consent\nIlma,Torvane,TRUE\n').toString('base64');
/** Fresh for each use. */
const broughtIn = (world) => world.worker.want(200, world.worker.post(
  '/imports', { content: peopleTable, dry_run: false }));

/** Fresh for each use; it ends what was there, for there may be few. */
async function aHook(world) {
  for (const { id } of (await world.admin.want(200, world.admin.get('/hooks'))).items)
    await world.admin.want(204, world.admin.call('DELETE', `/hooks/${id}`));
  return world.admin.want(201, world.admin.post('/hooks', { address: 'https://programs.example/told' }));
}

/** One study for all that only look. */
const finishedStudy = once(async (world) => {
  const analyst = world.people['north.analyst'];
  const { id } = await analyst.want(201, analyst.post('/studies', smallStudy()));
  return ended(analyst, `/studies/${id}`);
});

const smallRelease = () => ({ purpose: newName('Release'), audience: 'everybody',
                              receiver: 'Everybody', source: newName('survey'), csv: survey, k: 5,
                              length: 2 });
const survey = `sex,work\n${'f,house\nm,farm\nf,farm\nm,house\n'.repeat(20)}`;
const made = async (client) => {
  const { id } = await client.want(201, client.post('/releases', smallRelease()));
  return ended(client, `/releases/${id}`);
};
/** A release that is out, for all that only look. */
const publishedRelease = once(async (world) => {
  const { id, revision } = await made(world.people['north.analyst']);
  const body = { reason: 'Read and agreed upon by both of us.' };
  return world.supervisor.want(200, world.supervisor.post(`/releases/${id}/approve`, body,
                                                          { ifMatch: revision }));
});
const otherAnalyst = once(async (world) => {
  const login = newName('analyst');
  await world.account(world.admin, login, 'analyst', world.north);
  return { client: await world.signIn(login) };
});
/** A release that waits for approval, by somebody who asks for none of the routes here. */
const waitingRelease = async (world) => {
  const { client } = await otherAnalyst(world);
  return made(client);
};

// Lantern House and Quay Office know each other. Asked each time: somebody may have ended it.
const knows = async (admin, other) => {
  const { card } = await other.want(200, other.get('/peers'));
  return admin.want(200, admin.post('/peers', { card, compared: true }));
};
const quayOffice = (world) => knows(world.admin, world.otherAdmin);
const quayCard = async (world) => world.otherAdmin.want(200, world.otherAdmin.get('/peers'));
/** With a paper and an agreement to be told to Quay Office; `file.kept` and `file.receipt` are their ids. */
const agreed = async (world, file, owner, recipient = 'Quay Office') => {
  const { id } = await owner.want(201, owner.post(`/cases/${file.id}/records`, {
    kind: 'consent', fields: receipt({ tsn_ConsentRecipient: recipient, tsn_ConsentClasses: ['K', 'S'] }) }));
  const kept = newId();
  await owner.want(204, owner.put(`/cases/${file.id}/files/${kept}/pieces/0`, { class: 'K', content: 'Zmlyc3Q=' }));
  await owner.want(201, owner.post(`/cases/${file.id}/records`, {
    kind: 'paper', fields: { tsn_PaperWhat: 'identity', tsn_PaperIdentity: `${kept} 5 image/png paper.png` } }));
  return { ...file, kept, receipt: id };
};
const toQuayOffice = async (world, file, owner) =>
  ({ ...await agreed(world, file, owner), peer: (await quayOffice(world)).id });
const asking = (file) => ({ peer: file.peer ?? newId(), request: 'refer', classes: 'K',
                            receipt: file.receipt ?? newId(), note: 'On Friday', files: file.kept ? [file.kept] : [] });
/** What Quay Office asks of Lantern House, as a file: {packet}. */
const sentHere = async (world) => {
  await quayOffice(world);
  const { id: peer } = await knows(world.otherAdmin, world.admin);
  const sender = world.eastWorker;
  const file = await agreed(world, await world.open(sender, smallCase('Ilma Torvane')), sender,
                            'Lantern House');
  const matter = await sender.want(201, sender.post(`/cases/${file.id}/matters`,
                                                    { ...asking(file), peer }));
  const { content } = await sender.want(200, sender.post(`/matters/${matter.id}/packet`));
  return { packet: content };
};
const takenIn = async (world) => {
  const { packet: content } = await sentHere(world);
  return world.worker.want(200, world.worker.post('/packets', { content }));
};

/** Of somebody without Turnstone. */
const guestAsked = async (world) => {
  const file = await agreed(world, await world.open(world.worker, smallCase('Ilma Torvane')), world.worker, 'Aurora Clinic');
  return world.worker.want(201, world.worker.post(`/cases/${file.id}/matters`, {
    guest: true, request: 'refer', classes: 'K', receipt: file.receipt }));
};

const proposing = (peer) => ({ peer, purposes: ['refer'], classes: 'KS', rhythm: 'as_needed', least_cell: 10,
                               start: '2999-01-01', end: '2999-12-31', note: 'For the other shelter' });
/** An agreement with Quay Office that has not begun: it stops nothing. */
const agreementAsked = async (world) => {
  const { id } = await quayOffice(world);
  return world.supervisor.want(201, world.supervisor.post('/agreements', proposing(id)));
};

/** What a person brings to Lantern House from Quay Office: {content, code}. */
const carried = async (world) => {
  const file = await world.open(world.eastWorker, smallCase('Ilma Torvane'));
  const { content, code } = await world.eastWorker.want(201, world.eastWorker.post(
    `/cases/${file.id}/own-copy`, { classes: 'K', language: 'pt', asked: true }));
  return { content: Buffer.from(content).toString('base64'), code };
};
const theirs = ({ content, code }) => ({ content: content ?? 'AAAA', code: code ?? '0000' });

/** The account of somebody who signs in with a code. */
const withCode = async (world) => {
  const made = await makeAccount(world);
  await switchedOn(await world.signIn(made.login), made.login);
  return made;
};

/** For each route: `who` of the world's people may do it; `endsSession`: as an account of its
    own; `spends`: each use needs a case of its
    own; `prepare`: what the case's owner does to it first; `of`: path, body and headers for that
    case. */
export const requests = {
  'GET /health': { of: () => ({}) },
  'GET /openapi.json': { of: () => ({}) },
  'POST /sessions': {
    of: () => ({ body: { login: 'first.admin', passphrase: passphraseOf('first.admin') } }) },
  'GET /sessions/current': { of: () => ({}) },
  'DELETE /sessions/current': { endsSession: true, of: () => ({}) },
  'GET /account/draft-key': { of: () => ({}) },
  'GET /account/calendar': { of: () => ({}) },
  'POST /account/calendar': { of: () => ({}) },
  'DELETE /account/calendar': { of: () => ({}) },
  'GET /account/phone': { of: () => ({}) },
  'POST /account/phone': { of: () => ({}) },
  'DELETE /account/phone': { of: () => ({}) },
  'GET /sign-on': { of: () => ({}) },
  'POST /sign-on': { of: () => ({ body: { invitation: newName('none') } }) },
  'POST /sign-on/answer': {
    target: comeBack,
    of: (world, file, login, { body = { state: '0', code: '0' }, headers }) => ({ body, headers }) },
  'POST /sign-on/code': {
    target: async (world) => {
      const client = await leavingClient(world);
      const { recovery } = await switchedOn(client, client.login);
      const { headers } = await askedForCode(world, client, recovery[0]);
      return { headers, body: { code: recovery[1] } };
    },
    of: (world, file, login, { body = { code: '000000' }, headers }) => ({ body, headers }) },
  'GET /account/sign-on': { of: () => ({}) },
  'POST /account/sign-on': {
    endsSession: true, of: (world, file, login) => ({ body: { passphrase: passphraseOf(login) } }) },
  'DELETE /account/sign-on': {
    endsSession: true,
    target: (world, client, login) => bound(world.provider, client, passphraseOf(login), newName('known')),
    of: () => ({}) },
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
  'GET /unusual-reading': { of: () => ({}) },
  'GET /counts/served': { of: () => ({ query: '?year=2026' }) },
  'GET /counts/table': { of: () => ({ query: '?by=cas_Status' }) },
  'GET /counts/served/table': { of: () => ({ query: '?year=2026' }) },
  'GET /counts/cross': { of: () => ({ query: '?by=cas_Status,tsn_CloseReason' }) },
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
  'POST /cases/{case}/records/{record}/signature': {
    spends: true,
    prepare: assessed,
    of: (world, file) => {
      const { id, revision } = file.assessment ?? ofKind(file, 'case');
      return { record: id, headers: etag(revision) };
    } },
  'GET /cases/{case}/referrals/{record}/letter': {
    spends: true, prepare: sent, of: (world, file) => ({ record: file.sent ?? newId() }) },
  'PUT /cases/{case}/files/{file}/pieces/{piece}': {
    spends: true,
    of: () => ({ file: newId(), piece: 0, body: { class: 'A', content: 'Zmlyc3Q=' } }) },
  'GET /cases/{case}/files/{file}/pieces/{piece}': {
    spends: true, prepare: withFile, of: (world, file) => ({ file: file.kept ?? newId(), piece: 0 }) },
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
  'POST /cases/{case}/applications/{record}/reminders': {
    who: 'north.protection_officer',
    spends: true,
    prepare: applied,
    of: (world, file) => ({ record: file.application ?? newId(),
                            body: { fields: { tsn_AppRemind: ['P90D', 'P14D'] } } }) },
  'GET /cases/{case}/applications/{record}/letter': {
    spends: true,
    prepare: applied,
    of: (world, file) => ({ record: file.application ?? newId(), query: '?type=consequences&language=ru' }) },
  'POST /cases/{case}/consent-taken-back': {
    who: 'north.protection_officer',
    spends: true,
    prepare: arrived,
    of: () => ({}) },
  'GET /cases/{case}/screenings': { of: () => ({}) },
  'POST /cases/{case}/screenings': {
    spends: true,
    of: () => ({ body: { instrument: 'importation' }, headers: { 'idempotency-key': newKey() } }) },
  'POST /cases/{case}/screenings/{record}/answers': {
    spends: true,
    prepare: screened,
    of: (world, file) => ({ record: file.screening ?? newId(), headers: { 'idempotency-key': newKey() },
                            body: { answers: [{ question: 'GE.fear', reply: 'yes', words: 'Test',
                                                source: 'observation' }] } }) },
  'GET /cases/{case}/alike': { of: () => ({}) },
  'POST /people/alike': { of: () => ({ body: { fields: { tsn_CalledName: 'Veltrova' } } }) },
  'GET /cases/{case}/tracings/{record}/alike': {
    spends: true, prepare: tracing, of: (world, file) => ({ record: file.tracing ?? newId() }) },
  'PUT /cases/{case}/joined/{other}': {
    spends: true, prepare: withOther, of: (world, file) => ({ other: file.other ?? newId() }) },
  'DELETE /cases/{case}/joined/{other}': {
    spends: true, prepare: joined, of: (world, file) => ({ other: file.other ?? newId() }) },
  'PUT /cases/{case}/told-apart/{other}': {
    spends: true, prepare: withOther, of: (world, file) => ({ other: file.other ?? newId() }) },
  'DELETE /cases/{case}/told-apart/{other}': {
    spends: true, prepare: withOther, of: (world, file) => ({ other: file.other ?? newId() }) },
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
  'POST /accounts/{account}/sign-on': {
    who: 'first.admin', target: makeAccount, of: (world, file, login, target) => ({ account: target.id }) },
  'DELETE /accounts/{account}/sign-on': {
    who: 'first.admin',
    target: async (world) => {
      const made = await makeAccount(world);
      await world.admin.want(201, world.admin.post(`/accounts/${made.id}/sign-on`));
      return made;
    },
    of: (world, file, login, target) => ({ account: target.id }) },
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
  'GET /studies': { who: 'north.analyst', of: () => ({}) },
  'POST /studies': { who: 'north.analyst', of: () => ({ body: smallStudy() }) },
  'GET /studies/{study}': { who: 'north.analyst', target: finishedStudy,
                            of: (world, file, login, target) => ({ study: target.id }) },
  'POST /studies/{study}/cancel': { who: 'north.analyst', target: finishedStudy,
                                    of: (world, file, login, target) => ({ study: target.id }) },
  'GET /studies/{study}/files/{file}': {
    who: 'north.analyst', target: finishedStudy,
    of: (world, file, login, target) => ({ study: target.id, file: 'result.json' }) },
  'GET /surveys': { who: 'north.analyst', of: () => ({}) },
  'POST /surveys': {
    who: 'north.analyst',
    of: () => ({ body: { title: 'Street survey', place: 'Santiago', from: '2026-01-05',
                         until: '2026-01-09', sampling: 'random',
                         groups: [{ sex: 'unknown', age: 'unknown', screened: 1019, found: 42 }] } }) },
  'GET /releases': { who: 'north.analyst', of: () => ({}) },
  'POST /releases': { who: 'north.analyst', of: () => ({ body: smallRelease() }) },
  'GET /releases/choices': { who: 'north.analyst', of: () => ({}) },
  'GET /releases/{release}': { who: 'north.analyst', target: publishedRelease,
                               of: (world, file, login, target) => ({ release: target.id }) },
  'POST /releases/{release}/cancel': {
    who: 'north.analyst', target: publishedRelease,
    of: (world, file, login, target) => ({ release: target.id }) },
  'POST /releases/{release}/approve': {
    who: 'north.supervisor', target: waitingRelease,
    of: (world, file, login, target) => ({
      release: target.id, headers: etag(target.revision),
      body: { reason: 'Read and agreed upon by both of us.' } }) },
  'POST /releases/{release}/decline': {
    who: 'north.supervisor', target: waitingRelease,
    of: (world, file, login, target) => ({
      release: target.id, headers: etag(target.revision), body: { reason: 'Not now.' } }) },
  'GET /releases/{release}/files/{file}': {
    who: 'north.analyst', target: publishedRelease,
    of: (world, file, login, target) => ({ release: target.id, file: 'synthetic.csv' }) },
  'GET /ledger': { who: 'north.analyst', of: () => ({}) },
  'POST /imports': { of: () => ({ body: { content: peopleTable } }) },
  'GET /imports': { of: () => ({}) },
  'POST /imports/{import}/undo': {
    who: 'north.supervisor', target: broughtIn,
    of: (world, file, login, target) => ({ import: target.id }) },
  'GET /export/{coding}': { of: () => ({ coding: 'ctdc' }) },
  'GET /export': { of: () => ({ query: '?format=csv' }) },
  'GET /forms': { of: () => ({}) },
  'POST /forms': { who: 'first.admin', of: () => ({ body: { content: phoneForm } }) },
  'DELETE /forms/{hash}': { who: 'first.admin', of: () => ({ hash: '0'.repeat(32) }) },
  'GET /proposals': { of: () => ({}) },
  'POST /proposals/{proposal}/accept': {
    target: proposed,
    of: (world, file, login, target) => ({ proposal: target.id, body: { fields: {} } }) },
  'DELETE /proposals/{proposal}': {
    target: proposed, of: (world, file, login, target) => ({ proposal: target.id }) },
  'GET /peers': { of: () => ({}) },
  'PUT /peers/address': { who: 'first.admin', of: () => ({ body: { address: '' } }) },
  'POST /peers/keys': { who: 'first.admin', of: () => ({}) },
  'POST /peers': {
    who: 'first.admin', target: quayCard,
    of: (world, file, login, target) => ({ body: { card: target.card ?? 'AAAA', compared: true } }) },
  'POST /peers/{peer}/end': {
    who: 'first.admin', target: quayOffice,
    of: (world, file, login, target) => ({ peer: target.id }) },
  'POST /cases/{case}/matters/preview': {
    spends: true, prepare: toQuayOffice, of: (world, file) => ({ body: asking(file) }) },
  'POST /cases/{case}/matters': {
    spends: true, prepare: toQuayOffice, of: (world, file) => ({ body: asking(file) }) },
  'GET /matters': { of: () => ({}) },
  'GET /matters/{matter}': {
    target: takenIn, of: (world, file, login, target) => ({ matter: target.id }) },
  'GET /matters/{matter}/files/{number}/pieces/{piece}': {
    target: takenIn, of: (world, file, login, target) => ({ matter: target.id, number: 0, piece: 0 }) },
  'POST /matters/{matter}/accept': {
    target: takenIn,
    of: (world, file, login, target) => ({ matter: target.id, body: { open: false, note: 'Yes' } }) },
  'POST /matters/{matter}/steps': {
    target: takenIn,
    of: (world, file, login, target) => ({
      matter: target.id, body: { what: 'asked', note: 'Does she come alone?' } }) },
  'POST /matters/{matter}/told': {
    target: guestAsked,
    of: (world, file, login, target) => ({ matter: target.id, body: { what: 'accepted', note: 'Yes' } }) },
  'POST /matters/{matter}/capsule': {
    target: guestAsked,
    of: (world, file, login, target) => ({ matter: target.id, body: { language: 'fr' } }) },
  'POST /matters/{matter}/packet': {
    target: takenIn, of: (world, file, login, target) => ({ matter: target.id }) },
  'POST /packets': {
    target: sentHere,
    of: (world, file, login, target) => ({ body: { content: target.packet ?? 'AAAA' } }) },
  'GET /hooks': { who: 'first.admin', of: () => ({}) },
  'POST /hooks': { who: 'first.admin', of: () => ({ body: { address: 'https://programs.example/told' } }) },
  'POST /hooks/{hook}/test': {
    who: 'first.admin', target: aHook, of: (world, file, login, target) => ({ hook: target.id }) },
  'DELETE /hooks/{hook}': {
    who: 'first.admin', target: aHook, of: (world, file, login, target) => ({ hook: target.id }) },
  'POST /cases/{case}/own-copy/preview': {
    spends: true, of: () => ({ body: { classes: 'KA', language: 'pt', without: [newId()] } }) },
  'POST /cases/{case}/own-copy': {
    spends: true, of: () => ({ body: { classes: 'KA', language: 'pt', without: [newId()], asked: true } }) },
  'POST /own-copies/look': {
    target: carried, of: (world, file, login, target) => ({ body: theirs(target) }) },
  'POST /own-copies/take': {
    target: carried,
    of: (world, file, login, target) => ({
      headers: { 'idempotency-key': newKey() },
      body: { ...theirs(target), id: newId(), called: 'Ilma Torvane', agreed: true } }) },
  'GET /agreements': { of: () => ({}) },
  'POST /agreements': {
    who: 'north.supervisor', target: quayOffice,
    of: (world, file, login, target) => ({ body: { id: newId(), ...proposing(target.id) } }) },
  'POST /agreements/{agreement}/steps': {
    who: 'north.supervisor', target: agreementAsked,
    of: (world, file, login, target) => ({ agreement: target.id, body: { what: 'withdraw', note: 'A mistake' } }) },
  'POST /agreements/{agreement}/packet': {
    who: 'north.supervisor', target: agreementAsked,
    of: (world, file, login, target) => ({ agreement: target.id }) },
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
    .replace('{study}', made.study).replace('{release}', made.release)
    .replace('{import}', made.import).replace('{coding}', made.coding).replace('{hook}', made.hook).replace('{file}', made.file)
    .replace('{session}', made.session).replace('{peer}', made.peer).replace('{matter}', made.matter)
    .replace('{agreement}', made.agreement)
    .replace('{piece}', made.piece).replace('{number}', made.number).replace('{other}', made.other)
    .replace('{proposal}', made.proposal).replace('{hash}', made.hash) + (made.query ?? '');
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
