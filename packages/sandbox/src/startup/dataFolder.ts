import { randomUUID } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { explainStorageError, SandboxStartError } from './SandboxStartError';

const databaseName = 'sandbox.sqlite';
const seedingName = 'seeding';
const ownerName = 'owner.pid';

/** The folder that holds everything the sandbox remembers. */
export interface DataFolder {
  path: string;
  databaseFile: string;
  /** Runs the seed so that one that is killed half-way starts over with an empty folder. */
  whileSeeding(seed: () => Promise<void>): Promise<void>;
  /** Gives the folder up; a temporary one is removed. */
  release(): Promise<void>;
}

/** Claims the given folder, or makes a temporary one. */
export async function openDataFolder(dataDir?: string): Promise<DataFolder> {
  const path = dataDir
    ? resolve(dataDir)
    : await mkdtemp(join(tmpdir(), 'openportal-sandbox-'));
  const owner = join(path, ownerName);
  const seeding = join(path, seedingName);
  try {
    await mkdir(path, { recursive: true });
    await claim(path, owner);
    if (await exists(seeding)) {
      await emptyDataFolder(path, ownerName);
    }
    // Tells a full disk and a read-only folder before anything is started.
    const probe = join(path, `probe-${randomUUID()}`);
    await writeFile(probe, 'writable');
    await rm(probe);
  } catch (error) {
    throw explainStorageError(error, path);
  }

  return {
    path,
    databaseFile: join(path, databaseName),
    async whileSeeding(seed) {
      await writeFile(seeding, 'A seed was started and has not ended.\n');
      await seed();
      await rm(seeding);
    },
    async release() {
      await rm(dataDir ? owner : path, { recursive: true, force: true });
    },
  };
}

/** Removes everything that a sandbox has left in the folder. Refuses to touch a folder that no sandbox has made. */
export async function resetDataFolder(dataDir: string): Promise<void> {
  const path = resolve(dataDir);
  const names = await listFolder(path);
  if (names.length === 0) {
    return;
  }
  if (!names.includes(databaseName) && !names.includes(seedingName)) {
    throw new SandboxStartError(
      `'${path}' holds files but no sandbox ('${databaseName}' is missing), so --reset does not empty it. Choose another folder with --data-dir.`,
    );
  }
  await refuseRunningOwner(path, join(path, ownerName));
  await emptyDataFolder(path);
}

async function emptyDataFolder(path: string, keep?: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (name !== keep) {
      await rm(join(path, name), { recursive: true, force: true });
    }
  }
}

async function claim(path: string, owner: string): Promise<void> {
  await refuseRunningOwner(path, owner);
  await writeFile(owner, String(process.pid));
}

// Two processes in one folder would undo each other's work.
async function refuseRunningOwner(path: string, owner: string): Promise<void> {
  const text = await readFile(owner, 'utf8').catch(() => '');
  const pid = Number(text);
  if (text && pid !== process.pid && isRunning(pid)) {
    throw new SandboxStartError(
      `Another sandbox (process ${pid}) uses the data folder '${path}'. Stop it, or choose another folder with --data-dir.`,
    );
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function listFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw explainStorageError(error, path);
  }
}
