import { join } from 'node:path';
import { paths } from './paths.mjs';
import { runLogged } from './run.mjs';

const memory = '--max-old-space-size=4096';

/** Builds every package, the frontend and the backend. The packages take their types from the compiler's output. */
export async function buildAll(logPrefix) {
  const env = { ...process.env, NODE_OPTIONS: memory };
  await runLogged({
    title: 'Types',
    logName: `${logPrefix}-types`,
    command: process.execPath,
    args: [join(paths.binaries, 'tsc')],
    env,
  });
  await runLogged({
    title: 'Production build',
    logName: `${logPrefix}-build`,
    command: process.execPath,
    args: [join(paths.binaries, 'backstage-cli'), 'repo', 'build', '--all'],
    env,
  });
}
