import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listener, openStore } from '../core';
import { openDataFolder, resetDataFolder } from './dataFolder';
import { readOptions } from './options';
import {
  choosePorts,
  defaultPorts,
  rememberPorts,
  type ServiceName,
  withPort,
} from './ports';
import { explainStorageError, SandboxStartError } from './SandboxStartError';

describe('starting the sandbox', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'startup-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('reads the command line and refuses what it does not know', () => {
    const read = (...args: string[]) =>
      readOptions(['node', 'sandbox', ...args]);
    expect(read()).toEqual({
      json: false,
      dataDir: '.data/sandbox',
      reset: false,
      samples: false,
      hostPorts: 'default',
      exitWithParent: false,
    });
    expect(
      read('--json', '--ephemeral-ports', '--config-file', 'c.yaml'),
    ).toMatchObject({
      json: true,
      hostPorts: 'ephemeral',
      configFile: 'c.yaml',
    });
    expect(read('--host-ports', 'ephemeral')?.hostPorts).toBe('ephemeral');
    expect(() => read('--nothing')).toThrow(
      /unknown option '--nothing'.*--help/,
    );
    expect(() => read('--host-ports', '80')).toThrow(/'80' is invalid/);
    expect(() => read('more')).toThrow(SandboxStartError);
  });

  it('keeps one data folder to one process, and what is in it to sandboxes', async () => {
    const first = await openDataFolder(folder);
    await expect(resetDataFolder(folder)).rejects.toThrow(
      /holds files but no sandbox/,
    );
    await first.release();
    // The process that started the tests is alive and not this one.
    await writeFile(join(folder, 'owner.pid'), String(process.ppid));
    await expect(openDataFolder(folder)).rejects.toThrow(
      `Another sandbox (process ${process.ppid}) uses the data folder`,
    );
    await writeFile(join(folder, 'owner.pid'), '999999999');
    const second = await openDataFolder(folder);
    await writeFile(second.databaseFile, '');
    await second.release();
    await resetDataFolder(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('starts over with an empty folder after a seed that did not end', async () => {
    const first = await openDataFolder(folder);
    await writeFile(join(folder, 'half'), '');
    await expect(
      first.whileSeeding(async () => {
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    await first.release();
    const second = await openDataFolder(folder);
    expect(await readdir(folder)).toEqual(['owner.pid']);
    await writeFile(join(folder, 'whole'), '');
    await second.whileSeeding(async () => {});
    await second.release();
    const third = await openDataFolder(folder);
    expect((await readdir(folder)).sort()).toEqual(['owner.pid', 'whole']);
    await third.release();
  });

  it('explains folders that cannot be written and disks that are full', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openDataFolder(join(folder, 'file', 'x'))).rejects.toThrow(
      /cannot be written \(ENOTDIR\).*--data-dir/,
    );
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    expect(String(explainStorageError(full, '/d'))).toMatch(
      /disk that holds '\/d' is full/,
    );
    const damaged = Object.assign(new Error('x'), { code: 'SQLITE_NOTADB' });
    expect(String(explainStorageError(damaged, '/d'))).toMatch(/--reset/);
    const other = new Error('other');
    expect(explainStorageError(other, '/d')).toBe(other);
  });

  it('stays with the ports that a data folder was made with and names one that is taken', async () => {
    await mkdir(join(folder, 'data'));
    const store = openStore(join(folder, 'data', 'store.sqlite'));
    expect(choosePorts(store, 'default')).toEqual(defaultPorts);
    const listener = await Listener.open();
    const names = Object.keys(defaultPorts) as ServiceName[];
    rememberPorts(
      store,
      Object.fromEntries(names.map(name => [name, listener.url])) as Record<
        ServiceName,
        string
      >,
    );
    const ports = choosePorts(store, 'ephemeral');
    expect(ports.registry).toBe(listener.port);
    expect(() => choosePorts(store, 'default')).toThrow(/--reset/);
    await expect(
      withPort(ports, 'registry', port => Listener.open({ port })),
    ).rejects.toThrow(
      `Port ${listener.port}, which the sandbox needs for registry, is taken. Find who has it with "lsof`,
    );
    await listener.close();
    store.close();
  });
});
