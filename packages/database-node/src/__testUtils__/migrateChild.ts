import createKnex from 'knex';
import { runMigrations } from '../runMigrations';

/** A replica that starts: brings the database of its argument up to date, says so, and ends. */
async function main() {
  const { config, directory } = JSON.parse(process.argv[2]);
  const knex = createKnex(config);
  await runMigrations(knex, { packageName: 'test', directory });
  await knex.destroy();
  process.stdout.write('up to date\n');
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
