// Files of a case: what goes in comes out, to whoever may read its class, and to nobody else; a line that
// breaks, a hand that slips and a hostile name lose nothing and leave nothing.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as formats from '../../docs/formats/reader.mjs';
import { fullCase, newId } from '../lib/people.mjs';
import { sql, storesOf } from '../lib/stores.mjs';
import { Traces } from '../lib/traces.mjs';
import { World } from '../lib/world.mjs';

const pieceBytes = 512 * 1024;

describe('files of a case', () => {
  let world, file;
  before(async () => {
    world = await World.make('files');
    file = await world.open(world.worker, fullCase());
  });
  after(() => world.stop());

  const path = (id, piece, of = file.id) => `/cases/${of}/files/${id}/pieces/${piece}`;
  const put = (id, piece, content, letter = 'L', client = world.worker) =>
    client.put(path(id, piece), { class: letter, content: content.toString('base64') });
  const valueOf = (id, content, name = 'judgment.pdf') => `${id} ${content.length} application/pdf ${name}`;
  const named = (value, field = 'tsn_PaperLegal') => world.worker.post(
    `/cases/${file.id}/records`, { kind: 'paper', fields: { tsn_PaperWhat: 'court', [field]: value } });
  const keyOf = ({ body }) => body.problems?.[0]?.key ?? body.key;

  test('a file in three pieces comes back to the byte, after a new start, too', async () => {
    const content = randomBytes(2 * pieceBytes + 77);
    const id = newId();
    for (let piece = 0; piece < 3; ++piece)
      await world.worker.want(204, put(id, piece, content.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)));
    const { fields } = await world.worker.want(201, named(valueOf(id, content)));
    assert.equal(fields.tsn_PaperLegal, valueOf(id, content));
    const back = [];
    for (let piece = 0; piece < 3; ++piece)
      back.push(Buffer.from((await world.worker.want(200, world.worker.get(path(id, piece)))).content, 'base64'));
    assert.deepEqual(Buffer.concat(back), content);
    assert.equal((await world.worker.get(path(id, 3))).status, 404);
  });

  test('a piece that is sent again is the same piece, and never another', async () => {
    const id = newId();
    const content = randomBytes(1000);
    await world.worker.want(204, put(id, 0, content));
    await world.worker.want(204, put(id, 0, content));
    assert.equal(keyOf(await put(id, 0, randomBytes(1000))), 'file.piece_taken');
    assert.equal(keyOf(await put(id, 0, content, 'M')), 'file.piece_taken');
    const other = await world.open(world.worker, fullCase());
    assert.equal(keyOf(await world.worker.put(path(id, 0, other.id),
      { class: 'L', content: content.toString('base64') })), 'file.piece_taken');
    assert.equal((await world.worker.get(path(id, 0, other.id))).status, 404);
  });

  test('a record names only what is there whole, of its class, under a harmless name', async () => {
    const id = newId();
    const content = randomBytes(500);
    assert.equal(keyOf(await named(valueOf(id, content))), 'file.incomplete');
    await world.worker.want(204, put(id, 0, content));
    assert.equal(keyOf(await named(valueOf(id, randomBytes(501)))), 'file.incomplete');
    assert.equal(keyOf(await named(valueOf(id, content), 'tsn_PaperIdentity')), 'file.incomplete');
    for (const name of ['../../etc/passwd', '.profile', 'a\\b', 'a/b', ''])
      assert.equal(keyOf(await named(valueOf(id, content, name))), 'file.malformed', name);
    assert.equal(keyOf(await named(id)), 'file.malformed');
    await world.worker.want(201, named(valueOf(id, content)));
  });

  test('the empty, the huge and the malformed', async () => {
    const id = newId();
    assert.equal(keyOf(await put(id, 0, Buffer.alloc(0))), 'field.required');
    assert.equal(keyOf(await put(id, 0, Buffer.alloc(pieceBytes + 1))), 'file.piece_size');
    assert.equal((await put(id, 0, Buffer.alloc(2 * 1024 * 1024))).status, 413);
    for (const piece of ['64', '-1', '1x', '99999999999999999999', '%00'])
      assert.ok([404, 422].includes((await put(id, piece, randomBytes(9))).status), piece);
    for (const letter of ['', 'X', 'LL'])
      assert.equal((await put(id, 0, randomBytes(9), letter)).status, 422, letter);
    assert.equal((await world.worker.put(path(id, 0), { class: 'L', content: '***' })).status, 422);
    assert.equal((await world.worker.put(path('notanid', 0), { class: 'L', content: 'Zmlyc3Q=' })).status, 404);
    assert.equal((await world.worker.get(path(id, 0))).status, 404);
  });

  test('is for those who may read its class', async () => {
    const id = newId();
    const content = randomBytes(100);
    await world.worker.want(204, put(id, 0, content, 'M'));
    const asked = () => world.supervisor.get(path(id, 0));
    assert.equal(keyOf(await asked()), 'file.absent');
    await world.supervisor.want(204, world.supervisor.post(
      `/cases/${file.id}/reasons`, { class: 'M', reason: 'The clinic asked what was agreed.' }));
    assert.equal(Buffer.from((await world.supervisor.want(200, asked())).content, 'base64').compare(content), 0);
    assert.equal((await world.southWorker.get(path(id, 0))).status, 404);
    assert.equal((await put(newId(), 0, content, 'M', world.supervisor)).status, 403);
  });

  test('is not written into a closed case', async () => {
    const closed = await world.open(world.worker, fullCase());
    await world.worker.want(200, world.worker.post(`/cases/${closed.id}/close`,
      { fields: { tsn_CloseReason: 'returned_home' } }, { ifMatch: closed.revision }));
    const answer = await world.worker.put(path(newId(), 0, closed.id), { class: 'L', content: 'Zmlyc3Q=' });
    assert.equal(keyOf(answer), 'case.closed');
  });

  test('opens for a reader that was written from the page of the format', async () => {
    const id = newId();
    const content = randomBytes(3000);
    await world.worker.want(204, put(id, 0, content));
    const nodeKey = formats.nodeKey(readFileSync(join(world.data, 'node.json'), 'utf8'),
                                    formats.keyOfFile(readFileSync(world.keyFile)));
    const bytes = ([{ sealed }]) => Buffer.from(sealed, 'hex');
    const rows = ({ store }) => sql(store, `SELECT hex(sealed) AS sealed FROM file_piece WHERE file_id = '${id}'`);
    const org = storesOf(world.data).find((each) => rows(each).length);
    const orgKey = formats.organisationKey(nodeKey, org.id, bytes(sql(org.keys, 'SELECT hex(sealed) AS sealed FROM org_key')));
    const key = formats.caseKey(orgKey, org.id, file.id, bytes(
      sql(org.keys, `SELECT hex(sealed) AS sealed FROM case_key WHERE case_id = '${file.id}'`)));
    assert.deepEqual(formats.openPiece(key, org.id, file.id, id, 'L', 0, bytes(rows(org))), content);
    assert.throws(() => formats.openPiece(key, org.id, file.id, id, 'L', 1, bytes(rows(org))));
    assert.throws(() => formats.openPiece(key, org.id, file.id, id, 'A', 0, bytes(rows(org))));
  });

  test('lies sealed, is in the trail, and goes with the case', async () => {
    const gone = await world.open(world.worker, fullCase());
    const id = newId();
    const content = Buffer.from('Contentmark of a letter from home. '.repeat(200));
    await world.worker.want(204, world.worker.put(path(id, 0, gone.id),
      { class: 'S', content: content.toString('base64') }));
    await world.worker.want(200, world.worker.get(path(id, 0, gone.id)));
    const { items } = await world.auditor.want(200, world.auditor.get('/audit?limit=200'));
    const trail = items.filter((each) => each.record === id).map((each) => each.what);
    assert.deepEqual(trail, ['file_read', 'file_written']);
    const traces = new Traces(world.folder, ['Contentmark of a letter from home']);
    assert.deepEqual(traces.in(Traces.filesIn(world.data)), []);
    await world.supervisor.want(200, world.supervisor.post(
      `/cases/${gone.id}/forget`, { reason: 'opened_in_error' }, { ifMatch: gone.revision }));
    assert.equal((await world.worker.get(path(id, 0, gone.id))).status, 404);
    const { ok, findings } = await world.auditor.want(200, world.auditor.post('/audit/verify'));
    assert.ok(ok, JSON.stringify(findings));
  });
});
