// The PostgreSQL server beside which tools/with_postgres.sh runs tests.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

/** Where all worlds and houses lie when the tests are run with TURNSTONE_WORLD=postgres. */
export const defaultDatabase = () =>
  (process.env.TURNSTONE_WORLD === 'postgres' ? ownDatabase() : undefined);

/** Everything in it as text, the way an administrator of the server would copy it. */
export function dump(database) {
  return execFileSync('pg_dump', ['-d', database], { ...quiet, maxBuffer: 1 << 28 }).toString();
}

const asServer = (...command) => {
  if (process.getuid() === 0) command.unshift('runuser', '-u', 'postgres', '--');
  execFileSync(command[0], command.slice(1), { stdio: 'ignore', cwd: '/' });
};
const control = (at, ...args) => asServer(join(bin, 'pg_ctl'), '-D', at, '-w', ...args);

/** Stops the server as if the plug were pulled: no connection is ended, no buffer is written. */
export const stopHard = () => control(data, '-m', 'immediate', 'stop');
/** Kills the process that holds all others of the server, which then end as each finds out. */
export const killHard = () => process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');

/** Before the last process of a killed server has ended, a new one refuses to start. */
export function startAgain() {
  for (const until = performance.now() + 60_000; ;) {
    try {
      return control(data, '-l', join(data, '..', 'log'), '-t', '60', 'start');
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
}

/** A second server that follows the first, which answers nobody before the second has it, too. */
export class Replica {
  constructor() {
    this.at = join(data, '..', 'replica');
    const place = new URL(address).searchParams.get('host');
    asServer(join(bin, 'pg_basebackup'), '-D', this.at, '-R', '-h', place, '-U', 'turnstone');
    control(this.at, '-l', join(data, '..', 'replica.log'), '-o', '-p 5433', '-t', '60', 'start');
    ask(address, "alter system set synchronous_standby_names = '*'");
    ask(address, 'select pg_reload_conf()');
  }
  /** The address of a database on whichever of the two can be written to. */
  static either(database) {
    const place = new URL(database).searchParams.get('host');
    return database.replace(`host=${place}`, `host=${place},${place}&port=5432,5433`);
  }
  promote() { control(this.at, 'promote'); }
  stop() { control(this.at, '-m', 'immediate', 'stop'); }
}
