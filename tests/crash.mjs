// node tests/crash.mjs ROUNDS: under write load, the program is killed (on files; on PostgreSQL, two
// processes) and PostgreSQL is stopped hard or killed, ROUNDS times in all, each at a random moment. Every
// acknowledged write must be there, and `audit verify` clean. Run beside a server: make crash.
import { randomInt } from 'node:crypto';
import { Load, verified } from './lib/load.mjs';
import { killHard, ownDatabase, startAgain, stopHard, withoutServer } from './lib/postgres.mjs';
import { World } from './lib/world.mjs';

const rounds = Number(process.argv[2] ?? 12);
if (withoutServer) throw new Error(withoutServer);

/** One kind of crash again and again, looking at everything now and then and at the end. */
async function crash(name, times, database, once) {
  const world = await World.make('crash', { database });
  const load = new Load();
  const look = async () => {
    await load.allThere(await world.signIn('north.caseworker'));
    await verified(database ? world.key : ['--data', world.data]);
  };
  for (let round = 1; round <= times; ++round) {
    await once(world, load, await world.signIn('north.caseworker'));
    if (round % 25 === 0) await look();
  }
  await look();
  await world.stop();
  await verified(world.key);
  console.log(`${name}: ${times} times; ${load.acknowledged.size} cases acknowledged and there, ` +
              `${load.unanswered.size} unanswered; audit verify is clean`);
}

const some = () => randomInt(1, 40);

await crash('SQLite, program killed', Math.ceil(rounds / 2), undefined,
            async (world, load, client) => {
              await load.until([client, client], some(), () => world.stop('SIGKILL'));
              await world.start();
            });

let other;
await crash('PostgreSQL, two programs killed', Math.ceil(rounds / 6), ownDatabase(),
            async (world, load, client) => {
              other ??= await world.startAnother();
              const there = Object.assign(client.twin(), { server: other });
              await load.until([client, there], some(), async () => {
                await world.stop('SIGKILL');
                await other.stop('SIGKILL');
              });
              [, other] = await Promise.all([world.start(), world.startAnother()]);
            });
await other?.stop();

for (const [name, stop] of [['stopped hard', stopHard], ['killed', killHard]])
  await crash(`PostgreSQL, server ${name}`, Math.floor(rounds / 6), ownDatabase(),
              async (world, load, client) => {
                await load.until([client, client], some(), stop);
                startAgain();
              });
