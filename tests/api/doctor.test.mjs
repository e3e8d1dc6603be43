// `turnstone doctor`, and the figures for whoever watches the machine.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { plain } from '../lib/client.mjs';
import { fullCase } from '../lib/people.mjs';
import { run } from '../lib/program.mjs';
import { World } from '../lib/world.mjs';

// Of the machine that the tests run on, nothing is known.
const ofMachine = ['doctor.swap', 'doctor.hibernation', 'doctor.clock_adrift', 'doctor.disk_low'];

describe('the doctor', () => {
  let world;
  before(async () => (world = await World.make('doctor')));
  after(() => world.stop());

  async function examine(...args) {
    const { code, out, err } = await run(['doctor', ...world.at, '--json', ...args]);
    assert.equal(err, '');
    const { ok, findings } = JSON.parse(out);
    assert.equal(code, ok ? 0 : 1);
    assert.equal(ok, findings.length === 0);
    for (const { message } of findings) assert.ok(message.length > 20, message);
    return findings.filter((each) => !ofMachine.includes(each.key));
  }

  test('finds nothing in what the program made, while it serves', async () => {
    assert.deepEqual(await examine(), []);
  });

  test('names what is not well, and where', async () => {
    chmodSync(world.data, 0o755);
    assert.deepEqual((await examine()).map(({ key, where }) => [key, where]),
                     [['doctor.others_may_read', world.data]]);
    const plainly = await run(['doctor', ...world.at]);
    assert.equal(plainly.code, 1);
    assert.ok(plainly.out.includes(`[${world.data}]`));
    chmodSync(world.data, 0o700);
    const backups = join(world.folder, 'backups');
    mkdirSync(backups);
    assert.deepEqual((await examine('--backups', backups)).map((each) => each.key), ['doctor.backup_none']);
    assert.equal((await run(['backup', ...world.at, '--out', backups])).code, 0);
    assert.deepEqual(await examine('--backups', backups), []);
    const keys = (await examine('--key-file', world.keyFile)).map((each) => each.key);
    assert.deepEqual(keys, ['doctor.key_beside_data']);
    const missing = join(world.folder, 'nothing.pem');
    const settings = await examine('--certificate', missing, '--private-key', world.keyFile);
    assert.deepEqual(settings.map((each) => each.key), ['serve.certificate_unreadable']);
    chmodSync(world.keyFile, 0o644);
    const exposed = await examine('--private-key', world.keyFile);
    chmodSync(world.keyFile, 0o600);
    assert.deepEqual(exposed.map((each) => each.key), ['serve.private_key_exposed']);
  });

  test('is told when there is no data directory', async () => {
    assert.equal((await run(['doctor', '--data', join(world.folder, 'nowhere')])).code, 2);
  });
});

describe('metrics', () => {
  let world, watched;
  before(async () => {
    world = await World.make('metrics');
    await world.stop();
    // A port of the system's choosing cannot be told twice, so it is one that is likely free.
    const port = 20_000 + (process.pid % 20_000);
    await world.start({ args: ['--metrics', `127.0.0.1:${port}`] });
    await world.signInAll();
    watched = { port };
  });
  after(() => world.stop());

  const figures = (text) => Object.fromEntries(
    text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(' ')));

  test('count and time what is done, and name nobody', async () => {
    const file = await world.open(world.worker, fullCase());
    await world.worker.get(`/cases/${'0'.repeat(26)}`);
    const { status, text, headers } = await plain(watched, 'GET', '/metrics');
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
    const all = figures(text);
    assert.equal(all.turnstone_organisations, '2');
    assert.equal(all.turnstone_cases, '1');
    assert.equal(all.turnstone_cases_damaged, '0');
    assert.equal(all.turnstone_requests_in_progress, '0');
    assert.ok(Number(all['turnstone_requests_total{status="2xx"}']) >= 12);
    assert.ok(Number(all['turnstone_requests_total{status="4xx"}']) >= 1);
    assert.ok(Number(all.turnstone_request_seconds_sum) > 0);
    assert.ok(Number(all.turnstone_up_seconds) > 0);
    for (const told of [file.id, file.code, 'north', 'Lantern', ...Object.values(world.accounts).map((each) => each.id)])
      assert.ok(!text.includes(told), told);
  });

  test('are there for no browser, at no other path, and not at the port of the page', async () => {
    const browser = await plain(watched, 'GET', '/metrics', { headers: { 'sec-fetch-site': 'cross-site' } });
    assert.deepEqual([browser.status, browser.text], [403, '']);
    assert.equal((await plain(watched, 'GET', '/api/v1/health')).status, 404);
    assert.equal((await plain(watched, 'POST', '/metrics')).status, 404);
    const page = await plain(world.server, 'GET', '/metrics');
    assert.doesNotMatch(page.text, /turnstone_requests/);
  });

  test('are on loopback only', async () => {
    await world.stop();
    const { code } = await run(['serve', ...world.key, '--listen', '127.0.0.1:0', '--metrics', '0.0.0.0:0']);
    assert.equal(code, 2);
    await world.start();
  });
});
