import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import {
  deployment,
  startTestCluster,
  TestCluster,
  TEST_TOKEN,
  widget,
  WIDGET_DEFINITION,
} from './__testUtils__/testCluster';

const run = promisify(execFile);
const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

// Where kubectl is missing the tests are reported as skipped, not as passed.
(hasKubectl ? describe : describe.skip)('kubectl on the PATH', () => {
  let test: TestCluster;

  beforeAll(async () => {
    test = await startTestCluster();
    writeFileSync(
      join(test.directory, 'kubeconfig'),
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'c',
            cluster: { server: `${test.cluster.url}/token/${TEST_TOKEN}` },
          },
        ],
        contexts: [{ name: 'x', context: { cluster: 'c', user: '' } }],
        'current-context': 'x',
      }),
    );
  });
  afterAll(() => test.close());

  const kubectl = async (...args: string[]) => {
    const { stdout } = await run('kubectl', args, {
      env: {
        PATH: process.env.PATH,
        HOME: test.directory,
        KUBECONFIG: join(test.directory, 'kubeconfig'),
      },
      timeout: 30_000,
    });
    return stdout;
  };
  const fileOf = (name: string, object: unknown) => {
    const file = join(test.directory, name);
    writeFileSync(file, stringify(object));
    return file;
  };

  it('applies, patches, scales, prints and deletes', async () => {
    const file = fileOf('deployment.yaml', deployment('web'));
    expect(await kubectl('apply', '-f', file)).toBe(
      'deployment.apps/web created\n',
    );
    expect(await kubectl('apply', '-f', file)).toBe(
      'deployment.apps/web unchanged\n',
    );
    fileOf('deployment.yaml', deployment('web', 'nginx:1.28'));
    expect(await kubectl('apply', '-f', file)).toBe(
      'deployment.apps/web configured\n',
    );
    await kubectl('scale', 'deployment/web', '--replicas=4');
    expect(
      await kubectl('get', 'deploy', 'web', '-o', 'jsonpath={.spec.replicas}'),
    ).toBe('4');
    expect(await kubectl('get', 'deploy')).toMatch(
      /NAME\s+DESIRED\s+UP-TO-DATE\s+AVAILABLE\s+AGE\nweb\s+4\s+0\s+0\s+\d+s/,
    );
    expect(await kubectl('delete', 'deployment', 'web')).toMatch(/deleted/);
    expect(await kubectl('get', 'deploy', '-A', '-o', 'name')).toBe('');
  }, 60_000);

  it('applies custom resources on the server and checks their fields', async () => {
    await kubectl('apply', '-f', fileOf('crd.yaml', WIDGET_DEFINITION));
    const file = fileOf('widget.yaml', widget('one', { size: 'S' }));
    expect(await kubectl('apply', '--server-side', '-f', file)).toBe(
      'widget.example.org/one serverside-applied\n',
    );
    expect(
      await kubectl('get', 'wd', '-o', 'jsonpath={.items[0].spec.color}'),
    ).toBe('red');
    fileOf('widget.yaml', widget('two', { size: 'S', stranger: 1 }));
    await expect(kubectl('apply', '--server-side', '-f', file)).rejects.toThrow(
      /unknown field "spec.stranger"/,
    );
    await kubectl('delete', 'crd', 'widgets.example.org');
  }, 60_000);
});
