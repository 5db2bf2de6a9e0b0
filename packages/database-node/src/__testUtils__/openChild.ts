import createKnex from 'knex';
import { openDatabase } from '../openDatabase';

/** A process that opens the database of its argument as a plugin does, says so or why not, and stays. */
async function main() {
  const { config, directory } = JSON.parse(process.argv[2]);
  const knex = createKnex(config);
  // Nobody connects to it: it lives until somebody ends it.
  setInterval(() => {}, 60_000);
  try {
    await openDatabase(
      { getClient: async () => knex },
      { packageName: 'test', directory },
    );
    process.stdout.write('open\n');
  } catch (error) {
    process.stdout.write(
      `refused: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}

main();
