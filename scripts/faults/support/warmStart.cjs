/**
 * Loaded before anything else into what is started again and again: keeps what one start has worked out for the next.
 */
const { createHash, randomUUID } = require('node:crypto');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire, flushCompileCache } = require('node:module');
const { join } = require('node:path');
const { isMainThread } = require('node:worker_threads');

const SAVE_MILLISECONDS = 2_000;
const folder = process.env.OPENPORTAL_WARM_START;

// Node.js saves what it has compiled when a process ends in order; these end by SIGKILL.
if (isMainThread) {
  setInterval(flushCompileCache, SAVE_MILLISECONDS).unref();
}

// What Backstage's loader translates TypeScript with.
const requireOf = (from, name) =>
  createRequire(from.resolve(`${name}/package.json`));
const loader = requireOf(
  requireOf(require, '@backstage/cli'),
  '@backstage/cli-node',
);
const swc = loader('@swc/core');
const { transformSync, version } = swc;

swc.transformSync = (code, options) => {
  const name = createHash('sha1')
    .update(JSON.stringify([version, options]))
    .update(code)
    .digest('hex');
  const file = join(folder, name);
  try {
    return { code: readFileSync(file, 'utf8') };
  } catch {
    const result = transformSync(code, options);
    // Two processes may write the same: each reader gets all of one.
    const temporary = `${file}.${randomUUID()}`;
    writeFileSync(temporary, result.code);
    renameSync(temporary, file);
    return result;
  }
};
