// One organisation with a node of its own: a process, a store, two people.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { Line } from './line.mjs';
import { newId, receipt, smallCase } from './people.mjs';
import { defaultDatabase } from './postgres.mjs';
import { Server, ownFolder, secretFile, succeed } from './program.mjs';

const passphrase = 'a quiet walk along the long shore';

const pieceBytes = 512 * 1024;

/** Where a house stands: how its node is started, and the line on which others reach it. */
const here = { start: Server.start, lineTo: (house) => Line.to(() => house.server.port) };

export class House {
  /** `database`: an address, for what lies in PostgreSQL. */
  static async make(name, place = here, database = defaultDatabase()) {
    const house = new House();
    house.place = place;
    const folder = ownFolder('house');
    house.name = name;
    house.data = join(folder, 'data');
    house.keyFile = join(folder, 'node.key');
    mkdirSync(join(folder, 'tmp'));
    house.inDatabase = database ? ['--database', database] : [];
    const key = ['--data', house.data, '--key-file', house.keyFile, ...house.inDatabase];
    await succeed(['init', ...key, '--organisation', name, '--country', 'GW']);
    const add = (login, role) => succeed([
      'user', 'add', ...key, '--organisation', name, '--login', login, '--name', `Test ${login}`, '--role', role,
      '--new-passphrase-file', secretFile(join(folder, 'passphrase'), passphrase)]);
    await add('admin', 'administrator');
    await house.start();
    const team = await house.admin.want(201, house.admin.post('/teams', { name: 'All' }));
    for (const role of ['caseworker', 'supervisor', 'auditor'])
      await house.admin.want(201, house.admin.post('/accounts', {
        login: role, role, name: `Test ${role}`, passphrase, language: 'en', team: team.id }));
    await house.#signIn();
    house.line = await place.lineTo(house);
    return house;
  }

  async start() {
    this.server = await this.startAnother();
    this.admin = await this.#as('admin');
    if (this.worker) await this.#signIn();
  }
  /** A further program on the same data, where several may be. */
  startAnother() { return this.place.start(this.data, this.keyFile, { args: this.inDatabase }); }
  /** From now on everybody reaches this program, in the session that they have. */
  turnTo(server) {
    this.server = server;
    for (const client of [this.admin, this.worker, this.supervisor, this.auditor]) client.server = server;
  }
  async #as(login) {
    const client = await Client.of(this.server);
    await client.want(201, client.signIn(login, passphrase));
    return client;
  }
  async #signIn() {
    this.worker = await this.#as('caseworker');
    this.supervisor = await this.#as('supervisor');
    this.auditor = await this.#as('auditor');
  }
  async stop(signal) {
    await this.server.stop(signal);
  }
  async end() {
    await this.line.close();
    await this.stop();
  }

  /** Over the line, not by file only. */
  reachable() {
    return this.admin.want(200, this.admin.put('/peers/address', { address: this.line.address }));
  }
  async knows(other) {
    const { card } = await other.admin.want(200, other.admin.get('/peers'));
    return this.admin.want(200, this.admin.post('/peers', { card, compared: true }));
  }

  /** A case with an agreement: {file, receipt}. */
  async person(called, recipient, more = {}) {
    const file = await this.worker.want(201, this.worker.post('/cases', smallCase(called)));
    const made = await this.worker.want(201, this.worker.post(`/cases/${file.id}/records`, {
      kind: 'consent', fields: receipt({ tsn_ConsentRecipient: recipient, tsn_ConsentClasses: ['K', 'S'], ...more }) }));
    return { file, receipt: made };
  }
  /** A document of the story's class in a case; gives its file. */
  async paper({ file }, name, content) {
    const id = newId();
    for (let piece = 0; piece * pieceBytes < content.length; ++piece)
      await this.worker.want(204, this.worker.put(`/cases/${file.id}/files/${id}/pieces/${piece}`, {
        class: 'S', content: content.subarray(piece * pieceBytes, (piece + 1) * pieceBytes).toString('base64') }));
    await this.worker.want(201, this.worker.post(`/cases/${file.id}/records`, { kind: 'paper', fields: {
      tsn_PaperWhat: 'letter', tsn_PaperStory: `${id} ${content.length} image/png ${name}` } }));
    return id;
  }
  /** All of a file, "/matters/ID/files/0" or in a case. */
  async content(path, bytes) {
    const pieces = [];
    for (let piece = 0; piece * pieceBytes < bytes; ++piece)
      pieces.push(Buffer.from((await this.worker.want(200, this.worker.get(`${path}/pieces/${piece}`))).content, 'base64'));
    return Buffer.concat(pieces);
  }
  ask({ file, receipt: { id } }, peer, more = {}) {
    return this.worker.want(201, this.worker.post(`/cases/${file.id}/matters`, {
      peer: peer.id, request: 'refer', classes: 'K', receipt: id, note: 'On Friday', ...more }));
  }
  matter(id) { return this.worker.want(200, this.worker.get(`/matters/${id}`)); }
  step(id, what, note) { return this.worker.want(200, this.worker.post(`/matters/${id}/steps`, { what, note })); }
  async packet(id) { return (await this.worker.want(200, this.worker.post(`/matters/${id}/packet`))).content; }
  take(content) { return this.worker.want(200, this.worker.post('/packets', { content })); }

  /** Looks again until it is so. */
  async see(id, isSo) {
    for (;;) {
      const answer = await this.worker.get(`/matters/${id}`);
      if (answer.status === 200 && isSo(answer.body)) return answer.body;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** From now on these know each other, each over a line. */
export async function acquaint(houses) {
  for (const house of houses) await house.reachable();
  for (const house of houses)
    for (const other of houses) if (other !== house) house.peers = { ...house.peers, [other.name]: await house.knows(other) };
  return houses;
}

/** Two that do. */
export const couple = async (names, places = []) =>
  acquaint(await Promise.all(names.map((name, i) => House.make(name, places[i]))));
