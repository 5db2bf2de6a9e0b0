import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { type SandboxEndpoints, toPortalConfig } from './config';
import { Listener } from './core';

jest.setTimeout(120_000);

const command = require.resolve('../bin/openportal-sandbox');

function start(...args: string[]) {
  // What Jest sets for its own modules must not reach the child.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [command, ...args], { env });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    errors += text;
  });
  const exited = new Promise<{ code: number | null; errors: string }>(
    resolvePromise => {
      child.on('close', code => resolvePromise({ code, errors }));
    },
  );
  const lines = createInterface({ input: child.stdout });
  const firstLine = new Promise<string>(resolvePromise => {
    lines.once('line', resolvePromise);
    lines.once('close', () => resolvePromise(''));
  });
  return { child, exited, firstLine };
}

describe('openportal-sandbox', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('prints its endpoints when ready, writes the configuration, and ends with its parent', async () => {
    const data = join(folder, 'data');
    const configFile = join(folder, 'new', 'app-config.yaml');
    const first = start(
      ...['--json', '--host-ports', 'ephemeral', '--data-dir', data],
      ...['--config-file', configFile, '--exit-with-parent'],
    );
    const endpoints: SandboxEndpoints = JSON.parse(await first.firstLine);
    const registry = await fetch(`${endpoints.registry.url}/v2/`);
    expect(registry.status).toBe(200);
    const console = await fetch(endpoints.console.url);
    expect(await console.text()).toContain('This is a sandbox');
    expect(parse(await readFile(configFile, 'utf8'))).toEqual(
      toPortalConfig(endpoints),
    );

    const second = start('--ephemeral-ports', '--data-dir', data);
    expect(await second.exited).toEqual({
      code: 1,
      errors: expect.stringContaining(
        `Another sandbox (process ${first.child.pid}) uses the data folder`,
      ),
    });

    first.child.stdin.end();
    expect(await first.exited).toEqual({ code: 0, errors: '' });

    const port = Number(new URL(endpoints.registry.url).port);
    const squatter = await Listener.open({ port });
    const third = start('--ephemeral-ports', '--data-dir', data);
    expect(await third.exited).toEqual({
      code: 1,
      errors: expect.stringContaining(
        `Port ${port}, which the sandbox needs for registry, is taken.`,
      ),
    });
    await squatter.close();

    const fourth = start('--json', '--ephemeral-ports', '--data-dir', data);
    expect(JSON.parse(await fourth.firstLine)).toEqual(endpoints);
    fourth.child.kill('SIGKILL');
    await fourth.exited;
    const fifth = start('--json', '--ephemeral-ports', '--data-dir', data);
    expect(JSON.parse(await fifth.firstLine)).toEqual(endpoints);
    fifth.child.kill('SIGTERM');
    expect(await fifth.exited).toEqual({ code: 0, errors: '' });
  });

  it('says in one line what is wrong with its input', async () => {
    await writeFile(join(folder, 'file'), '');
    const failures = await Promise.all([
      start('--frobnicate').exited,
      start('--data-dir', join(folder, 'file', 'x')).exited,
      start('--reset', '--data-dir', folder).exited,
    ]);
    expect(failures.map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(failures.map(({ errors }) => errors.trim().split('\n'))).toEqual([
      [expect.stringContaining("unknown option '--frobnicate'")],
      [expect.stringContaining('cannot be written')],
      [expect.stringContaining('--reset does not empty it')],
    ]);
  });
});
