// The PostgreSQL server beside which tools/with_postgres.sh runs tests.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

const bin = '/usr/lib/postgresql/15/bin';
const address = process.env.TURNSTONE_TEST_PG;
const data = process.env.TURNSTONE_TEST_PG_DATA;

export const withoutServer = !address && 'needs a server: tools/with_postgres.sh';

const quiet = { stdio: ['ignore', 'pipe', 'ignore'], cwd: '/' };

/** Runs SQL; what psql prints, unadorned. */
export function ask(database, sql) {
  return execFileSync('psql', ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql],
                      quiet).toString().trim();
}

/** The address of a new, empty database. */
export function ownDatabase() {
  const name = `world_${randomBytes(8).toString('hex')}`;
  ask(address, `create database ${name}`);
  return address.replace('///postgres?', `///${name}?`);
}

/** Everything in it as text, the way an administrator of the server would copy it. */
export function dump(database) {
  return execFileSync('pg_dump', ['-d', database], { ...quiet, maxBuffer: 1 << 28 }).toString();
}

function control(...args) {
  const command = [join(bin, 'pg_ctl'), '-D', data, '-w', ...args];
  if (process.getuid() === 0) command.unshift('runuser', '-u', 'postgres', '--');
  execFileSync(command[0], command.slice(1), { stdio: 'ignore', cwd: '/' });
}

/** Stops the server as if the plug were pulled: no connection is ended, no buffer is written. */
export const stopHard = () => control('-m', 'immediate', 'stop');
export const startAgain = () => control('-l', join(data, '..', 'log'), '-t', '60', 'start');
