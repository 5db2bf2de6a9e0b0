import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paths } from '../../lib/paths.mjs';

/** What makes Node.js load a program from TypeScript, and keep what it has worked out for the next start. */
export const warmStartArguments = [
  '--no-node-snapshot',
  '--require',
  fileURLToPath(new URL('./warmStart.cjs', import.meta.url)),
  '--require',
  join(paths.nodeModules, '@backstage', 'cli', 'config', 'nodeTransform.cjs'),
];

/** The environment of such a program. */
export function warmStartEnvironment() {
  const compileCache = join(paths.cache, 'compile');
  const translated = join(paths.cache, 'translated');
  for (const folder of [compileCache, translated]) {
    mkdirSync(folder, { recursive: true });
  }
  // Made for the runner of these tests, and no business of what they start.
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...inherited } = process.env;
  return {
    ...inherited,
    NODE_ENV: 'development',
    NODE_COMPILE_CACHE: compileCache,
    OPENPORTAL_WARM_START: translated,
  };
}
