// Forms on a phone, by a script that follows the published protocol (OpenRosa 1.0): the list, the form, a submission in
// parts; sent twice it is there once; what came becomes a case when a person says so.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { plain } from '../lib/client.mjs';
import { newId } from '../lib/people.mjs';
import { repository } from '../lib/program.mjs';
import { World } from '../lib/world.mjs';

const xform = `<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>First talk</h:title><model><instance><data id="talk" version="v1"><prs_FirstName/><way/><meta><instanceID/>
</meta></data></instance></model></h:head><h:body/></h:html>`;
const published = join(repository, '../shared/data/htcds/htcds_xlsform.xml');

const filled = (answers, { instance = `uuid:${newId()}`, id = 'talk', deprecated } = {}) =>
  `<?xml version='1.0' ?><data id="${id}" version="v1">${Object.entries(answers)
    .map(([name, value]) => `<${name}>${value}</${name}>`).join('')}<meta><instanceID>${instance}</instanceID>${
    deprecated ? `<deprecatedID>${deprecated}</deprecatedID>` : ''}</meta></data>`;

describe('forms on a phone', () => {
  let world, worker, base;
  before(async () => {
    world = await World.make('phones');
    worker = world.worker;
    base = (await worker.want(201, worker.post('/account/phone'))).path;
  });
  after(() => world.stop());

  const phone = (method, path, options) => plain(world.server, method, path, options);
  const send = (parts, { to = base, type = 'multipart/form-data; boundary=Sep' } = {}) => {
    const body = parts.map(([name, content]) =>
      `--Sep\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\nContent-Type: text/xml\r\n\r\n${content}\r\n`)
      .join('') + '--Sep--\r\n';
    return phone('POST', `${to}/submission`, { body, headers: { 'content-type': type, 'x-openrosa-version': '1.0' } });
  };
  const submit = (xml, options) => send([['xml_submission_file', xml]], options);
  const waiting = async (who = worker) => (await who.want(200, who.get('/proposals'))).items;
  const keep = (text) => world.admin.post('/forms', { content: Buffer.from(text).toString('base64') });

  test('are kept by an administrator, one for each id, and refused when they are none', async () => {
    await world.admin.want(201, keep(xform));
    const kept = await world.admin.want(201, keep(xform.replace('First talk', 'The first talk')));
    const { items } = await worker.want(200, worker.get('/forms'));
    assert.deepEqual(items, [kept]);
    assert.deepEqual([kept.id, kept.name, kept.version], ['talk', 'The first talk', 'v1']);
    for (const text of ['', '<html/>', xform.slice(0, 200), 'x'.repeat(1000)]) assert.equal((await keep(text)).status, 422);
    await worker.want(403, worker.post('/forms', { content: '' }));
  });

  test('are listed and loaded', async () => {
    const list = await phone('GET', `${base}/formList?formID=talk`, { headers: { 'x-openrosa-version': '1.0' } });
    assert.equal(list.status, 200);
    assert.match(list.headers['content-type'], /^text\/xml/);
    assert.equal(list.headers['x-openrosa-version'], '1.0');
    const [, address] = /<downloadUrl>(.*?)<\/downloadUrl>/.exec(list.text);
    assert.match(list.text, /<hash>md5:[0-9a-f]{32}<\/hash>/);
    const form = await phone('GET', new URL(address).pathname);
    assert.equal(form.text, xform.replace('First talk', 'The first talk'));
  });

  test('come back filled, and wait; sent again they are there once', async () => {
    const head = await phone('HEAD', `${base}/submission`);
    assert.equal(head.status, 204);
    assert.ok(Number(head.headers['x-openrosa-accept-content-length']) >= 500_000);
    const xml = filled({ prs_FirstName: 'Phonemark', prs_SecondName: 'Ilma', vic_TypeOfExploitation: 'ForcedLabour Servitude',
                         way: 'a road by the sea', prs_Gender: 'nothing known' });
    for (let i = 0; i < 3; ++i) {
      const answer = await submit(xml);
      assert.equal(answer.status, 201);
      assert.match(answer.text, /<OpenRosaResponse xmlns="http:\/\/openrosa.org\/http\/response"><message>/);
    }
    const [one, ...more] = await waiting();
    assert.equal(more.length, 0);
    const fieldsOf = (kind) => one.records.find((each) => each.kind === kind).fields;
    assert.equal(fieldsOf('person').tsn_CalledName, 'Phonemark Ilma');
    assert.deepEqual(fieldsOf('context').vic_TypeOfExploitation, ['ForcedLabour', 'Servitude']);
    assert.deepEqual(one.left, [{ question: 'way', answer: 'a road by the sea' },
                                { question: 'prs_Gender', answer: 'nothing known' }]);
    assert.deepEqual(await waiting(world.southWorker), []);
  });

  test('become a case when a person says so, whole, and once', async () => {
    const [{ id }] = await waiting();
    const accept = (fields) => worker.post(`/proposals/${id}/accept`, { fields });
    await worker.want(422, accept({}));  // nobody has agreed
    const made = await worker.want(201, accept({ con_Consent: true }));
    assert.equal((await worker.want(201, accept({ con_Consent: true }))).id, made.id);
    const note = made.records.find(({ kind }) => kind === 'note').fields.cco_CaseComment;
    assert.equal(note, 'way: a road by the sea\nprs_Gender: nothing known');
    assert.deepEqual(await waiting(), []);
    await world.southWorker.want(404, world.southWorker.post(`/proposals/${id}/accept`, { fields: {} }));
  });

  test('replace what they correct while that waits; what is declined is gone', async () => {
    const instance = `uuid:${newId()}`;
    await submit(filled({ prs_FirstName: 'Wrongmark' }, { instance }));
    await submit(filled({ prs_FirstName: 'Rightmark' }, { deprecated: instance }));
    const [one, ...more] = await waiting();
    assert.equal(more.length, 0);
    assert.ok(JSON.stringify(one).includes('Rightmark') && !JSON.stringify(one).includes('Wrongmark'));
    await worker.want(204, worker.delete(`/proposals/${one.id}`));
    assert.deepEqual(await waiting(), []);
    await worker.want(404, worker.post(`/proposals/${one.id}/accept`, { fields: {} }));
  });

  test('are refused when they are none, or bring files that would be lost', async () => {
    for (const xml of ['', 'no XML', '<data id="x"/>', filled({ a: 'x' }).slice(0, -9),
                       `<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>${filled({ a: '&e;' }).slice(22)}`])
      assert.equal((await submit(xml)).status, 422);
    const xml = filled({ prs_FirstName: 'X' });
    assert.equal((await send([['xml_submission_file', xml], ['photo.jpg', 'JFIF']])).status, 422);
    assert.equal((await send([['photo.jpg', 'JFIF']])).status, 422);
    assert.equal((await submit(xml, { type: 'application/json' })).status, 422);
    assert.equal((await submit(filled({ a: 'x'.repeat(1_100_000) }))).status, 413);
    assert.deepEqual(await waiting(), []);
  });

  test('are nobody’s at an address that is none, or has ended', async () => {
    const other = base.slice(0, -1) + (base.endsWith('0') ? '1' : '0');
    for (const path of [`${other}/formList`, '/phone/x/formList', `${base}/else`, `${base}`, '/phone/'])
      assert.equal((await phone('GET', path)).status, 404);
    assert.equal((await submit(filled({ a: 'x' }), { to: other })).status, 404);
    await worker.want(204, worker.delete('/account/phone'));
    assert.equal((await phone('GET', `${base}/formList`)).status, 404);
    base = (await worker.want(201, worker.post('/account/phone'))).path;
  });

  test('of HTCDS, as published, are offered, and a filled one arrives', { skip: !existsSync(published) && 'the reference data is not here' },
    async () => {
      const text = readFileSync(published, 'utf8');
      await world.admin.want(201, keep(text));
      const list = await phone('GET', `${base}/formList`);
      const [, address] = /<formID>htcds_xlsform<\/formID>.*?<downloadUrl>(.*?)<\/downloadUrl>/.exec(list.text);
      assert.equal((await phone('GET', new URL(address).pathname)).text, text);
      const questions = /<data id="htcds_xlsform"[^>]*>(.*?)<\/data>/s.exec(text)[1].match(/<(\w+)\/>/g).map((each) => each.slice(1, -2));
      assert.ok(questions.includes('prs_First_Name') && questions.includes('vic_Methods_of_Control'));
      await submit(filled({ con_Consent: 'TRUE', prs_First_Name: 'Publishedmark', prs_Birthdate: '1996-04-02', prs_Gender: 'Feminine',
                            vic_Methods_of_Control: 'DebtBondage', vic_TypeOfExploitation: 'ForcedLabour' }, { id: 'htcds_xlsform' }));
      const [one] = await waiting();
      assert.deepEqual(one.left, []);
      const made = await worker.want(201, worker.post(`/proposals/${one.id}/accept`, { fields: {} }));
      assert.ok(made.records.some(({ fields }) => fields.prs_FirstName === 'Publishedmark'));
    });

  test('end, and the chain says all of it without a word of theirs', async () => {
    const { items } = await worker.want(200, worker.get('/forms'));
    for (const { hash } of items) await world.admin.want(204, world.admin.delete(`/forms/${hash}`));
    assert.deepEqual((await worker.want(200, worker.get('/forms'))).items, []);
    await world.verify();
  });
});
