// The commands as those meet them who run the program: what they print, how they end, and that
// nothing is lost between a backup and its return.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync,
         writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { fullCase, smallCase } from '../lib/people.mjs';
import { Server, ownFolder, run, secretFile, succeed } from '../lib/program.mjs';
import { sql, storesOf } from '../lib/stores.mjs';
import { World, passphraseOf } from '../lib/world.mjs';

const texts = JSON.parse(readFileSync(new URL('../../data/messages/errors.en.json', import.meta.url)));

/** Ended so, and said this on standard error. */
function ended(result, code, key) {
  assert.equal(result.code, code, result.err || result.out);
  if (key) assert.ok(result.err.includes(texts[key]), `${key}: ${result.err}`);
}

describe('the command line', () => {
  const folder = ownFolder('commands');
  const at = (name) => join(folder, name);

  test('help is everywhere', async () => {
    const commands = ['init', 'serve', 'demo', 'organisation', 'organisation add', 'user', 'user add',
                      'user list', 'user passphrase', 'catalogue', 'catalogue list', 'backup',
                      'restore', 'key', 'key change', 'audit', 'audit verify', 'estimate', 'rules', 'rules check',
                      'rules explain', 'version'];
    const top = await run(['--help']);
    ended(top, 0);
    for (const command of commands) {
      const words = command.split(' ');
      if (words.length === 1) assert.match(top.out, new RegExp(`^ +${command}`, 'm'));
      const help = await run([...words, '--help']);
      ended(help, 0);
      assert.match(help.out, /Usage|--/, command);
    }
  });

  test('bad usage ends with 2', async () => {
    for (const args of [[], ['nothing'], ['serve', '--nothing'], ['user'], ['backup', '--data', at('x')],
                        ['demo', '--data', at('x'), '--cases', 'many']])
      ended(await run(args), 2);
    ended(await run(['serve']), 2, 'cli.needs_data');
    ended(await run(['serve', '--data', at('nowhere'), '--key-file', at('none')]), 2, 'node.missing');
    ended(await run(['init', '--data', at('asks')]), 2, 'cli.needs_key');
    assert.ok(!existsSync(at('asks/node.json')));
  });

  test('version, and the catalogue, for people and for programs', async () => {
    assert.match(await succeed(['version']), /^turnstone \d+\.\d+\.\d+/);
    assert.equal(JSON.parse(await succeed(['version', '--json'])).name, 'turnstone');
    const fields = JSON.parse(await succeed(['catalogue', 'list', '--json']));
    const lines = (await succeed(['catalogue', 'list'])).trim().split('\n');
    assert.equal(fields.length, lines.length);
    assert.ok(fields.every((field) => field.label && field.class));
  });

  test('file, environment, flag: the later wins', async () => {
    writeFileSync(at('turnstone.conf'), 'language = fr\n');
    const label = async (args, env) => JSON.parse(
      await succeed(['catalogue', 'list', '--json', ...args], { env })).map((each) => each.label);
    const [en, fr, es, pt] = await Promise.all(
      ['en', 'fr', 'es', 'pt'].map((language) => label(['--language', language])));
    assert.notDeepEqual(en, fr);
    const config = ['--config', at('turnstone.conf')];
    assert.deepEqual(await label([]), en);
    assert.deepEqual(await label(config), fr);
    assert.deepEqual(await label([], { TURNSTONE_CONFIG: at('turnstone.conf') }), fr);
    assert.deepEqual(await label(config, { TURNSTONE_LANGUAGE: 'es' }), es);
    assert.deepEqual(await label([...config, '--language', 'pt'], { TURNSTONE_LANGUAGE: 'es' }), pt);
    ended(await run(['catalogue', 'list', '--config', at('gone.conf')]), 2, 'cli.no_config');
  });

  test('a data directory is made once, for its owner only', async () => {
    const args = ['init', '--data', at('once'), '--key-file', at('once.key')];
    await succeed(args);
    assert.equal(statSync(at('once')).mode & 0o777, 0o700);
    assert.equal(statSync(at('once.key')).mode & 0o777, 0o600);
    const [node, key] = [readFileSync(at('once/node.json')), readFileSync(at('once.key'))];
    ended(await run(args), 2, 'node.not_empty');
    assert.deepEqual(readFileSync(at('once/node.json')), node);
    assert.deepEqual(readFileSync(at('once.key')), key);
  });

  test('a passphrase: short, wrong, or not what the node was locked with', async () => {
    const good = secretFile(at('good'), 'the tide comes in at seven');
    const wrong = secretFile(at('wrong'), 'the tide comes in at eight');
    ended(await run(['init', '--data', at('short'), '--passphrase-file', secretFile(at('s'), 'short')]),
          2, 'vault.short_passphrase');
    await succeed(['init', '--data', at('locked'), '--passphrase-file', good]);
    const list = (...args) => run(['user', 'list', '--data', at('locked'), ...args], {
      input: 'the tide comes in at seven\n' });
    ended(await list('--passphrase-file', good), 0);
    ended(await list('--passphrase-file', '-'), 0);
    ended(await list('--passphrase-file', wrong), 2, 'vault.wrong_passphrase');
    ended(await list('--key-file', at('once.key')), 2, 'vault.other_opener');
    const said = await run(['serve', '--data', at('locked'), '--passphrase-file', wrong]);
    ended(said, 2, 'vault.wrong_passphrase');
    assert.ok(!/tide/.test(said.err + said.out));
  });

  test('a key file that others may read, or that is cut short, opens nothing', async () => {
    cpSync(at('once.key'), at('open.key'));
    const list = (file) => run(['user', 'list', '--data', at('once'), '--key-file', file]);
    await run(['version'], { shell: `chmod 644 ${at('open.key')}` });
    ended(await list(at('open.key')), 2, 'vault.key_file');
    writeFileSync(at('short.key'), readFileSync(at('once.key')).subarray(0, 31), { mode: 0o600 });
    ended(await list(at('short.key')), 2, 'vault.key_file');
    ended(await list(at('once.key')), 0);
  });
});

describe('a data directory over time', () => {
  let world, store;
  const file = (name) => join(world.folder, name);
  const key = () => ['--key-file', world.keyFile];
  const verify = (data, more = key()) => run(['audit', 'verify', '--data', data, '--json', ...more]);
  before(async () => {
    world = await World.make('operation');
    [store] = storesOf(world.data);
  });
  after(() => world.stop());

  test('served by one program at a time, and verified while it is', async () => {
    ended(await run(['serve', '--data', world.data, ...key(), '--listen', '127.0.0.1:0']), 3,
          'store.in_use');
    ended(await run(['user', 'list', '--data', world.data, ...key()]), 3, 'store.in_use');
    ended(await verify(world.data, []), 0);
    await world.worker.want(200, world.worker.get('/day'));
  });

  test('the address must be free, and this computer’s own', async () => {
    const other = file('other');
    await succeed(['init', '--data', other, ...key()]);
    const serve = (listen) => run(['serve', '--data', other, ...key(), '--listen', listen]);
    ended(await serve(`127.0.0.1:${world.server.port}`), 3, 'serve.address_in_use');
    ended(await serve('0.0.0.0:0'), 2, 'serve.loopback_only');
    ended(await serve('nonsense'), 2, 'cli.bad_listen');
    ended(await serve('127.0.0.1:99999'), 2, 'cli.bad_listen');
  });

  test('a backup made while it is served comes back whole; what was forgotten since stays so', async () => {
    const kept = await world.open(world.worker, fullCase('Ilma Torvane'));
    const gone = await world.open(world.worker, smallCase('Second Person'));
    const made = JSON.parse(await succeed(['backup', '--data', world.data, '--out', file('backups'),
                                           '--json']));
    assert.equal(made.organisations, 2);
    const later = await world.open(world.worker, smallCase('Later Person'));
    await world.supervisor.want(200, world.supervisor.post(
      `/cases/${gone.id}/forget`, { reason: 'asked_by_person' }, { ifMatch: gone.revision }));
    assert.deepEqual(await world.stop(), { code: 0, signal: null });

    // To an empty place: as it was.
    const fresh = JSON.parse(await succeed(['restore', '--data', file('fresh'), ...key(), '--from',
                                            made.folder, '--json']));
    assert.deepEqual([fresh.findings, fresh.forgotten_again, fresh.set_aside], [[], 0, null]);

    // Over what is there: what was forgotten stays forgotten, and the old directory is set aside.
    const over = JSON.parse(await succeed(['restore', '--data', world.data, ...key(), '--from',
                                           made.folder, '--json']));
    assert.deepEqual([over.organisations, over.findings, over.forgotten_again], [2, [], 1]);
    assert.ok(existsSync(join(over.set_aside, 'node.json')));
    ended(await verify(world.data), 0);
    await world.start();
    await world.signInAll();
    assert.deepEqual((await world.worker.want(200, world.worker.get(`/cases/${kept.id}`))).records,
                     kept.records);
    for (const { id } of [gone, later])
      assert.equal((await world.worker.get(`/cases/${id}`)).status, 404);
    const { items } = await world.auditor.want(200, world.auditor.get('/certificates'));
    assert.ok(items.some((each) => each.case === gone.id));
    await world.verify();
  });

  test('a backup that is not whole, or was altered, or is of another node, changes nothing', async () => {
    const [name] = readdirSync(file('backups'));
    const restore = (from) => run(['restore', '--data', file('elsewhere'), ...key(), '--from', from]);
    const damaged = (how) => {
      rmSync(file('damaged'), { recursive: true, force: true });
      cpSync(join(file('backups'), name), file('damaged'), { recursive: true });
      how();
      return restore(file('damaged'));
    };
    const oneStore = () => join(file('damaged'), 'store', readdirSync(join(file('damaged'), 'store'))[0]);
    ended(await damaged(() => rmSync(oneStore())), 2, 'backup.incomplete');
    ended(await damaged(() => rmSync(join(file('damaged'), 'backup.json'))), 2, 'backup.incomplete');
    ended(await damaged(() => {
      const bytes = readFileSync(oneStore());
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(oneStore(), bytes);
    }), 2, 'backup.altered');
    ended(await restore(file('nowhere')), 2, 'backup.incomplete');
    const other = await run(['restore', '--data', file('elsewhere'), '--from',
                             join(file('backups'), name), '--key-file', file('other.key')]);
    assert.equal(other.code, 2);
    assert.ok(!existsSync(file('elsewhere')));
  });

  test('what a newer program wrote is refused, and not touched', async () => {
    await world.stop();
    const copy = (name, how) => {
      cpSync(world.data, file(name), { recursive: true });
      how();
      return file(name);
    };
    const node = copy('newer-node', () => {
      const path = file('newer-node/node.json');
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path)), format: 99 }));
    });
    const step = copy('newer-store', () => sql(
      storesOf(file('newer-store'))[0].store,
      "INSERT INTO schema_step (version, name, applied_at) VALUES (99, 'later', 0)"));
    for (const [data, message] of [[node, 'node.newer_version'], [step, 'store.newer_version']]) {
      const tree = () => storesOf(data).map(({ store: path }) => readFileSync(path).toString('base64'));
      const before = tree();
      for (const command of [['serve', '--listen', '127.0.0.1:0'], ['user', 'list'], ['audit', 'verify']])
        ended(await run([...command, '--data', data, ...key()]), 3, message);
      assert.deepEqual(tree(), before);
    }
    // The way back to an older program: what is there is moved away by hand, and not by `restore`.
    const [backup] = readdirSync(file('backups'));
    const restore = () => run(['restore', '--data', step, ...key(), '--from', join(file('backups'), backup)]);
    const before = readFileSync(storesOf(step)[0].store);
    ended(await restore(), 3, 'restore.over_newer');
    assert.deepEqual(readFileSync(storesOf(step)[0].store), before);
    renameSync(step, file('moved-away'));
    ended(await restore(), 0);
    ended(await verify(step), 0);
    await world.start();
    await world.signInAll();
  });

  test('files that are missing or no longer what they were are named', async () => {
    await world.stop();
    const broken = async (how, keys) => {
      rmSync(file('broken'), { recursive: true, force: true });
      cpSync(world.data, file('broken'), { recursive: true });
      how(storesOf(file('broken'))[0]);
      const result = await run(['user', 'list', '--data', file('broken'), ...key()]);
      assert.ok([2, 3].includes(result.code), `${result.code}: ${result.err}`);
      assert.ok(keys.some((each) => result.err.includes(texts[each])), result.err);
    };
    await broken((each) => rmSync(each.store), ['store.missing', 'store.incomplete']);
    await broken((each) => rmSync(each.keys), ['store.missing', 'store.incomplete']);
    await broken((each) => writeFileSync(each.store, 'not a database at all'.repeat(100)),
                 ['store.damaged']);
    await broken(() => writeFileSync(file('broken/node.json'), '{'), ['node.damaged']);
    await broken((each) => {
      const [, other] = storesOf(file('broken'));
      cpSync(other.keys, each.keys);
    }, ['vault.wrong_key', 'vault.no_key', 'store.incomplete']);
    await world.start();
    await world.signInAll();
  });

  test('accounts from where the machine is', async () => {
    const passphrase = secretFile(file('passphrase'), 'a new one from the console');
    await world.stop();
    const args = ['--data', world.data, ...key()];
    await succeed(['user', 'passphrase', ...args, '--login', 'north.caseworker',
                   '--new-passphrase-file', passphrase]);
    ended(await run(['user', 'passphrase', ...args, '--login', 'nobody',
                     '--new-passphrase-file', passphrase]), 2, 'account.absent');
    const add = (...more) => run(['user', 'add', ...args, '--organisation', 'Lantern House', '--name',
                                  'Test', '--new-passphrase-file', passphrase, ...more]);
    ended(await add('--login', 'north.caseworker'), 2, 'account.login_taken');
    ended(await add('--login', 'x.y.z', '--role', 'king'), 2, 'cli.bad_role');
    const list = JSON.parse(await succeed(['user', 'list', ...args, '--json']));
    assert.ok(list.some((each) => each.login === 'east.auditor' && each.organisation === 'Quay Office'));
    assert.ok(!JSON.stringify(list).includes('from the console'));
    await world.start();
    await world.signIn('north.caseworker', 'a new one from the console');
    const client = await Client.of(world.server);
    assert.equal((await client.signIn('north.caseworker',
                                      passphraseOf('north.caseworker'))).status, 401);
  });

  test('the terminal’s and the system’s way to end it are clean', async () => {
    for (const signal of ['SIGTERM', 'SIGINT']) {
      assert.deepEqual(await world.stop(signal), { code: 0, signal: null });
      assert.equal(world.server.events().at(-1).event, 'serve.stopped');
      ended(await verify(world.data), 0);
      assert.ok(!existsSync(`${store.store}-wal`) || statSync(`${store.store}-wal`).size === 0);
      await world.start();
    }
  });

  test('another key opens it from the next start on, and nobody is signed out', async () => {
    const client = await world.signIn('north.supervisor');
    const change = (...args) => run(['key', 'change', '--data', world.data, ...args]);
    const wrong = secretFile(file('wrong'), 'no key of this node, as long as it may be');
    ended(await change('--key-file', wrong, '--new-key-file', file('next.key')), 2, 'vault.wrong_passphrase');
    assert.ok(!existsSync(file('next.key')));
    ended(await change(...key(), '--new-key-file', file('next.key')), 0, 'cli.key_changed');
    await client.want(200, client.get('/day'));
    await world.stop();
    ended(await verify(world.data), 2, 'vault.wrong_passphrase');
    world.keyFile = file('next.key');
    ended(await verify(world.data), 0);
    world.server = await Server.start(world.data, world.keyFile);
  });

  test('a key as a service is given it', async () => {
    await world.stop();
    const credentials = file('credentials');
    mkdirSync(credentials);
    cpSync(world.keyFile, join(credentials, 'turnstone-key'));
    await succeed(['user', 'list', '--data', world.data],
                  { env: { CREDENTIALS_DIRECTORY: credentials } });
    world.server = await Server.start(world.data, world.keyFile);
  });
});
