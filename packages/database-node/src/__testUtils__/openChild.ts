import { LoggerService } from '@backstage/backend-plugin-api';
import createKnex from 'knex';
import { openDatabase } from '../openDatabase';

const say = (line: string) => process.stdout.write(`${line}\n`);

const logger: LoggerService = {
  error: say,
  warn: say,
  info: say,
  debug: say,
  child: () => logger,
};

/** A process that opens the database of its argument as a plugin does, says so or why not, and stays. */
async function main() {
  const { config, directory } = JSON.parse(process.argv[2]);
  const knex = createKnex(config);
  // Nobody connects to it: it lives until somebody ends it.
  setInterval(() => {}, 60_000);
  await openDatabase(
    { getClient: async () => knex },
    { packageName: 'test', directory },
    { logger },
  );
  say('open');
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
