// A node with two organisations, made with the commands and the API: every role in one team of the
// first, a caseworker of another team, and a few in the second.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { roles } from './policy.mjs';
import { defaultDatabase } from './postgres.mjs';
import { Server, ownFolder, secretFile, succeed } from './program.mjs';
import { Provider } from './provider.mjs';

export const passphraseOf = (login) => `${login} walks along the quiet shore`;

export class World {
  /** `database`: an address, for organisations that lie in PostgreSQL. */
  static async make(name, { serve = {}, database = defaultDatabase() } = {}) {
    const world = new World();
    world.folder = ownFolder(name);
    world.data = join(world.folder, 'data');
    world.keyFile = join(world.folder, 'node.key');
    world.database = database;
    world.inDatabase = database ? ['--database', database] : [];
    world.at = ['--data', world.data, ...world.inDatabase];
    world.key = [...world.at, '--key-file', world.keyFile];
    mkdirSync(join(world.folder, 'tmp'));
    world.env = { TMPDIR: join(world.folder, 'tmp') };
    await succeed(['init', ...world.key, '--organisation', 'Lantern House', '--country', 'GW']);
    await succeed(['organisation', 'add', ...world.key, '--name', 'Quay Office', '--country', 'NO']);
    await world.#addAtConsole('first.admin', 'Lantern House');
    await world.#addAtConsole('second.admin', 'Quay Office');
    world.provider = await Provider.start();
    world.signOn = world.provider.args(world.folder);
    await world.start(serve);
    await world.#people();
    return world;
  }

  async #addAtConsole(login, organisation) {
    const file = secretFile(join(this.folder, 'new-passphrase'), passphraseOf(login));
    await succeed(['user', 'add', ...this.key, '--organisation', organisation, '--login', login,
                   '--name', `Test ${login}`, '--role', 'administrator',
                   '--new-passphrase-file', file]);
  }

  async start(options = {}) {
    this.server = await this.startAnother(options);
    return this.server;
  }

  /** A further server on the same data, where several may be. */
  startAnother({ args = [], ...options } = {}) {
    return Server.start(this.data, this.keyFile,
                        { env: this.env, args: [...this.inDatabase, ...this.signOn, ...args], ...options });
  }

  async stop(signal) { return this.server.stop(signal); }

  async #people() {
    this.admin = await this.signIn('first.admin');
    this.otherAdmin = await this.signIn('second.admin');
    this.north = await this.admin.want(201, this.admin.post('/teams', { name: 'North' }));
    this.south = await this.admin.want(201, this.admin.post('/teams', { name: 'South' }));
    this.east = await this.otherAdmin.want(201, this.otherAdmin.post('/teams', { name: 'East' }));
    this.accounts = {};
    this.people = {};
    for (const role of roles) await this.#person(this.admin, `north.${role}`, role, this.north);
    await this.#person(this.admin, 'south.caseworker', 'caseworker', this.south);
    await this.#person(this.admin, 'north.other_worker', 'caseworker', this.north);
    await this.#person(this.admin, 'north.other_officer', 'protection_officer', this.north);
    await this.#person(this.admin, 'south.protection_officer', 'protection_officer', this.south);
    this.accounts['south.colleague'] =
      await this.account(this.admin, 'south.colleague', 'caseworker', this.south);
    await this.#person(this.otherAdmin, 'east.caseworker', 'caseworker', this.east);
    await this.#person(this.otherAdmin, 'east.auditor', 'auditor', this.east);
    this.worker = this.people['north.caseworker'];
    this.supervisor = this.people['north.supervisor'];
    this.auditor = this.people['north.auditor'];
    this.southWorker = this.people['south.caseworker'];
    this.eastWorker = this.people['east.caseworker'];
  }

  async #person(admin, login, role, team) {
    this.accounts[login] = await this.account(admin, login, role, team);
    this.people[login] = await this.signIn(login);
  }

  /** Makes an account, and gives it as the API does. */
  account(admin, login, role, team) {
    return admin.want(201, admin.post('/accounts', {
      login, role, name: `Test ${login}`, passphrase: passphraseOf(login), language: 'en',
      ...(team && { team: team.id }) }));
  }

  async signIn(login, passphrase = passphraseOf(login)) {
    const client = await Client.of(this.server);
    await client.want(201, client.signIn(login, passphrase));
    return client;
  }

  /** After the server was started again: everybody signs in anew. */
  async signInAll() {
    this.admin = await this.signIn('first.admin');
    this.otherAdmin = await this.signIn('second.admin');
    for (const login of Object.keys(this.people)) this.people[login] = await this.signIn(login);
    this.worker = this.people['north.caseworker'];
    this.supervisor = this.people['north.supervisor'];
    this.auditor = this.people['north.auditor'];
  }

  open(client, content) { return client.want(201, client.post('/cases', content)); }

  /** The chains of both organisations are whole, and everything sealed opens. */
  async verify() {
    for (const auditor of [this.auditor, this.people['east.auditor']]) {
      const result = await auditor.want(200, auditor.post('/audit/verify'));
      assert.deepEqual(result.findings, []);
      assert.equal(result.ok, true);
    }
  }
}
