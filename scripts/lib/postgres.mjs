import { fileURLToPath } from 'node:url';
import { endedError, startSupervised } from './supervised.mjs';

const server = fileURLToPath(new URL('./postgresServer.mjs', import.meta.url));

/** Starts a PostgreSQL for tests. Stop the returned process to remove it. */
export async function startPostgres({ logName, env = process.env }) {
  let announce;
  const announced = new Promise(resolve => {
    announce = resolve;
  });
  const postgres = startSupervised({
    name: 'PostgreSQL',
    logName,
    command: process.execPath,
    args: [server],
    env,
    onLine: line => announce(JSON.parse(line).connectionString),
  });
  const connectionString = await Promise.race([
    announced,
    postgres.exited.then(code => {
      throw endedError(postgres, code);
    }),
  ]);
  return { process: postgres, connectionString };
}
