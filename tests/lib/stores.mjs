// The files of a data directory, as somebody sees them who has the disk and not the key.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Store and keys of every organisation, the first made first. */
export function storesOf(data) {
  const organisations = join(data, 'organisations');
  return readdirSync(organisations).sort().map((id) => ({
    id, store: join(organisations, id, 'store.db'), keys: join(organisations, id, 'keys.db') }));
}

/** Runs SQL on a file that nobody else has open; rows as objects. */
export function sql(file, text) {
  const out = execFileSync('sqlite3', ['-json', file], { input: text, maxBuffer: 1 << 28 });
  return out.length ? JSON.parse(out) : [];
}
