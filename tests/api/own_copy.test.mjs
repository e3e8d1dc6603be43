// The person's own copy: made in one organisation, read with nothing but a code, opened in another that may never have heard
// of the first.
import assert from 'node:assert/strict';
import { createDecipheriv, createPublicKey, pbkdf2Sync, verify } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { House } from '../lib/house.mjs';
import { newId, newKey, smallCase } from '../lib/people.mjs';

let shelter, home, file, copy;
const base64 = (text) => Buffer.from(text).toString('base64');
const carried = ({ content, code } = copy) => ({ content: base64(content), code });
const look = (house, brought) => house.worker.post('/own-copies/look', brought);
const take = (house, brought, key = newKey()) =>
  house.worker.post('/own-copies/take', { id: newId(), agreed: true, ...brought }, { key });

before(async () => {
  [shelter, home] = await Promise.all([House.make('Lantern House'), House.make('Harbour Light')]);
  file = await shelter.worker.want(201, shelter.worker.post('/cases', smallCase('Ilma Torvane')));
  copy = await shelter.worker.want(201, shelter.worker.post(`/cases/${file.id}/own-copy`,
                                                            { classes: 'K', language: 'ru', asked: true }));
});
after(() => Promise.all([shelter.end(), home.end()]));

describe('what the person takes along', () => {
  test('says nothing without its code, and with it what was chosen, in their language', () => {
    assert.match(copy.code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    assert.match(copy.content, /<html lang="ru"/);
    assert.doesNotMatch(copy.content, /Ilma|Lantern|https?:/);
    // As docs/formats/capsules.md says, and nothing of ours.
    const { matter, salt, rounds, sealed } = JSON.parse(/id="sealed">(.*?)<\/script>/s.exec(copy.content)[1]);
    const key = pbkdf2Sync(copy.code.replaceAll('-', ''), Buffer.from(salt, 'base64'), rounds, 32, 'sha256');
    const all = Buffer.from(sealed, 'base64');
    const box = createDecipheriv('aes-256-gcm', key, all.subarray(0, 12)).setAAD(Buffer.from(matter)).setAuthTag(all.subarray(-16));
    const inside = JSON.parse(Buffer.concat([box.update(all.subarray(12, -16)), box.final()]));
    assert.deepEqual([inside.from, inside.parts.length, inside.parts[0].lines[0].values], ['Lantern House', 1, ['Ilma Torvane']]);
    const [statement, signature] = [inside.statement, inside.signature].map((text) => Buffer.from(text, 'base64'));
    const partsOf = (bytes) => {
      const out = [];
      for (let at = 0; at < bytes.length;) {
        const size = Number(bytes.readBigUInt64LE(at));
        out.push(bytes.subarray(at + 8, at + 8 + size));
        at += 8 + size;
        if (out.length === 3 && bytes === statement) at += 8; // the time is a number, and has no length
      }
      return out;
    };
    const card = partsOf(partsOf(partsOf(statement)[2])[0]);
    const signs = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: card[5].toString('base64url') } });
    assert.ok(verify(null, statement, signs, signature));
  });

  test('is written down in the case, and neither file nor code is kept', async () => {
    const { records } = await shelter.worker.want(200, shelter.worker.get(`/cases/${file.id}`));
    const { fields } = records.find(({ kind }) => kind === 'own_copy');
    assert.deepEqual([fields.tsn_CopyWay, fields.tsn_CopyLanguage, fields.tsn_CopyClasses], ['given', 'ru', ['K']]);
    const { items } = await shelter.auditor.want(200, shelter.auditor.get('/audit?limit=200'));
    assert.ok(items.some(({ what }) => what === 'copy_made'));
    const again = await shelter.worker.want(201, shelter.worker.post(`/cases/${file.id}/own-copy`,
                                                                     { classes: 'K', language: 'ru', asked: true }));
    assert.notEqual(again.code, copy.code);
  });

  test('is not made without their word, of nothing, or in no language', async () => {
    const refused = async (body) => {
      const answer = await shelter.worker.post(`/cases/${file.id}/own-copy`, { classes: 'K', language: 'fr', asked: true, ...body });
      return [answer.status, ...answer.body.problems.map(({ field, key }) => `${field} ${key}`)];
    };
    assert.deepEqual(await refused({ asked: false }), [422, 'asked copy.needs_word']);
    assert.deepEqual(await refused({ classes: 'L' }), [422, 'classes copy.nothing_to_take']);
    assert.deepEqual(await refused({ classes: 'KX' }), [422, 'classes field.not_a_choice']);
    assert.deepEqual(await refused({ language: 'xx' }), [422, 'language language.unknown']);
    assert.deepEqual(await refused({ without: ['x'] }), [422, 'without id.malformed']);
  });
});

describe('what the person brings', () => {
  test('is seen before anything is kept, with a plain word about who signed it', async () => {
    const seen = await home.worker.want(200, look(home, carried()));
    assert.deepEqual([seen.from, seen.maker, seen.classes, seen.not_known], ['Lantern House', 'unknown', 'K', 0]);
    assert.deepEqual(seen.parts, [{ kind: 'person', fields: { tsn_CalledName: 'Ilma Torvane' } }]);
    assert.equal((await home.worker.want(200, home.worker.get('/cases'))).items.length, 0);
    await home.knows(shelter);
    assert.equal((await home.worker.want(200, look(home, carried()))).maker, 'known');
    assert.equal((await shelter.worker.want(200, look(shelter, carried()))).maker, 'here');
  });

  test('opens a case once, with where it was told, and only with their word', async () => {
    const unasked = await take(home, { ...carried(), agreed: false });
    assert.deepEqual(unasked.body.problems.map(({ key }) => key), ['case.needs_consent']);
    const [key, brought] = [newKey(), { ...carried(), id: newId() }];
    const made = await home.worker.want(201, take(home, brought, key));
    assert.equal((await home.worker.want(201, take(home, brought, key))).id, made.id);
    assert.equal((await home.worker.want(200, home.worker.get('/cases'))).items.length, 1);
    const of = (kind) => made.records.find((record) => record.kind === kind);
    assert.equal(of('person').fields.tsn_CalledName, 'Ilma Torvane');
    const { id, revision, fields } = of('own_copy');
    assert.deepEqual([fields.tsn_CopyWay, fields.tsn_CopyFrom, fields.tsn_CopySigned], ['brought', 'Lantern House', 'known']);
    assert.equal(of('consent').fields.con_Consent, true);
    // Nobody rewrites where it came from.
    const rewritten = await home.worker.patch(`/cases/${made.id}/records/${id}`, { fields: { tsn_CopySigned: 'here' } }, { ifMatch: revision });
    assert.equal(rewritten.status, 422);
    const byHand = await home.worker.post(`/cases/${made.id}/records`, { kind: 'own_copy', fields });
    assert.equal(byHand.status, 422);
    assert.deepEqual((await home.auditor.want(200, home.auditor.post('/audit/verify'))).findings, []);
  });

  test('is refused with a reason when it is cut, altered, another file, too large, or the code is wrong', async () => {
    const { content, code } = copy;
    const end = content.indexOf('</script>');
    const key = async (text, typed = code) => {
      const { status, body } = await look(home, { content: base64(text), code: typed });
      return status < 500 ? body.key : status;
    };
    for (const [text, why, typed] of [
      ['a bird', 'copy.not_one'], [content.slice(0, end), 'copy.cut'], [content, 'copy.wrong_code', 'k3n7'],
      [content.replace('"own_copy":1', '"own_copy":9'), 'copy.newer'],
      [content.replace('"sealed":"', '"sealed":"AAAA'), 'copy.wrong_code'],
      [content.replace(/"rounds":\d+/, '"rounds":4000000000'), undefined], // ours to say: it opens, and at once
      [content.replace('id="sealed">', `id="sealed">${'['.repeat(50_000)}`), 'copy.not_one'],
    ]) assert.equal(await key(text, typed), why);
    assert.equal((await look(home, { content: 'A'.repeat(1_100_000), code })).status, 413);
    assert.equal((await look(home, { content: '%', code })).body.problems[0].key, 'import.not_base64');
    for (let i = 0; i < 15; ++i) {
      const bytes = Buffer.from(content);
      bytes[content.indexOf('id="sealed"') + Math.floor(Math.random() * 1200)] ^= 1 << (i % 8);
      const { status, body } = await look(home, { content: bytes.toString('base64'), code });
      assert.ok(status === 200 || body.key.startsWith('copy.'), `${status} ${body.key}`);
    }
  });

  test('is for those who open cases', async () => {
    for (const who of [home.auditor, home.admin, home.supervisor])
      assert.equal((await who.post('/own-copies/look', carried())).status, 403);
    assert.equal((await home.worker.post(`/cases/${file.id}/own-copy`, { classes: 'K', asked: true })).status, 404);
  });
});
