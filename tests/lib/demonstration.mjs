// The demonstration network, as `make run` makes it, and all of it that can be read through the API.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { Server, ownFolder, succeed } from './program.mjs';
import { fieldNamed } from './policy.mjs';

export class Demonstration {
  static async make(name, cases = 300) {
    const made = new Demonstration();
    made.folder = ownFolder(name);
    made.data = join(made.folder, 'data');
    made.keyFile = join(made.folder, 'node.key');
    made.tmp = join(made.folder, 'tmp');
    mkdirSync(made.tmp);
    made.accounts = JSON.parse(await succeed(
      ['demo', '--data', made.data, '--key-file', made.keyFile, '--cases', String(cases), '--json'],
      { env: { TMPDIR: made.tmp } }));
    return made;
  }

  async start(options = {}) {
    this.server = await Server.start(this.data, this.keyFile, { ...options, env: { TMPDIR: this.tmp, ...options.env } });
    return this.server;
  }

  async signIn({ login, passphrase }) {
    const client = await Client.of(this.server);
    await client.want(201, client.signIn(login, passphrase));
    return client;
  }

  ofRole(...roles) { return this.accounts.filter((each) => roles.includes(each.role)); }

  /** Every case that this client may list. */
  async *cases(client) {
    for (let next; ;) {
      const page = await client.want(200, client.get(
        `/cases?state=all&limit=200${next ? `&cursor=${next}` : ''}`));
      yield* page.items;
      if (!(next = page.next)) return;
    }
  }
}

/** What a person, and not the catalogue, has put into a record. */
export function personalIn(records) {
  const free = ['text', 'long_text', 'organisation', 'date'];
  return records.flatMap((record) => Object.entries(record.fields))
    .filter(([name, value]) => free.includes(fieldNamed.get(name).type) && typeof value === 'string')
    .map(([, value]) => value);
}
