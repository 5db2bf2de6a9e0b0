import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { watchRequests } from '../repo/__testUtils__/interruptRequests';
import { dnsRecordXrd } from './__testUtils__/dnsRecordXrd';
import {
  dnsRecord,
  OrderRig,
  startOrderRig,
} from './__testUtils__/startOrderRig';

jest.setTimeout(240_000);

const path = 'namespaces/team-alpha/dnsrecords/www.yaml';
const place = { owner: 'sandbox', repo: 'catalog-orders' };
const operations = ['create', 'update', 'delete', 'restore'] as const;

describe('orders with hostile input', () => {
  let rig: OrderRig;

  beforeEach(async () => {
    rig = await startOrderRig();
  });

  afterEach(() => rig.close());

  function expose(annotations: Record<string, string>) {
    rig.sandbox.clusters.platform.objects.apply(dnsRecordXrd({ annotations }), {
      fieldManager: 'test',
    });
  }

  async function expectNothingWritten() {
    expect(rig.pulls()).toEqual([]);
    expect(await rig.branches()).toEqual(['main']);
  }

  it('A18: no name leaves its folder, in any operation and any field', async () => {
    const names = [
      '../x',
      '%2e%2e',
      '/etc/x',
      'a/b',
      'a\u0000',
      'a\r\nb',
      'WWW',
      '.github',
      'a'.repeat(64),
      '-a',
      'ａ',
      '',
    ];
    for (const operation of operations) {
      for (const name of names) {
        for (const field of ['name', 'namespace', 'cluster', 'xrd']) {
          if (name === '' && field === 'namespace') {
            continue;
          }
          const { error } = await rig.run(operation, {
            [field]: name,
            revision: 'a'.repeat(40),
          });
          expect(error?.name).toMatch(
            /^(InputError|NotFoundError|NotAllowedError)$/,
          );
        }
      }
    }
    await expectNothingWritten();
  });

  it('A18: a path of an XRD stays in the repository, and out of its workflows', async () => {
    for (const orderPath of [
      '../{namespace}/{name}.yaml',
      '/{namespace}/{name}.yaml',
      '.github/workflows/{namespace}-{name}.yml',
      '{namespace}/%2e%2e/{name}.yaml',
      '{namespace}/..\\{name}.yaml',
      '{namespace}/{name}.sh',
      'orders/{name}.yaml',
      '{namespace}/{name}/{constructor}.yaml',
    ]) {
      expose({ 'openportal.dev/order-path': `${orderPath} ` });
      const { error } = await rig.order();
      expect(error?.name).toBe('InputError');
    }
    await expectNothingWritten();
    // Surrounding space is no part of a path.
    expose({ 'openportal.dev/order-path': ' {namespace}/{name}.yaml\n' });
    expect((await rig.order()).error).toBeUndefined();
    expect(await rig.file('team-alpha/www.yaml')).toContain('kind: DNSRecord');
  });

  it('A18: symbolic links and names that differ by case are not followed', async () => {
    await rig.octokit.rest.repos.deleteBranchProtection({
      ...place,
      branch: 'main',
    });
    const { data: ref } = await rig.octokit.rest.git.getRef({
      ...place,
      ref: 'heads/main',
    });
    const link = async (target: string) => {
      const { data: tree } = await rig.octokit.rest.git.createTree({
        ...place,
        base_tree: ref.object.sha,
        tree: [
          {
            path: target,
            mode: '120000',
            type: 'blob',
            content: '../team-beta',
          },
        ],
      });
      const { data: commit } = await rig.octokit.rest.git.createCommit({
        ...place,
        message: 'Link',
        tree: tree.sha,
        parents: [ref.object.sha],
      });
      await rig.octokit.rest.git.updateRef({
        ...place,
        ref: 'heads/main',
        sha: commit.sha,
        force: true,
      });
    };
    for (const target of ['namespaces/team-alpha', path]) {
      await link(target);
      const { error } = await rig.order();
      expect(error?.name).toBe('ConflictError');
      expect(error?.message).toContain(
        `'${target}' in the orders repository is not a plain`,
      );
    }
    await rig.octokit.rest.git.updateRef({
      ...place,
      ref: 'heads/main',
      sha: ref.object.sha,
      force: true,
    });
    await rig.commit({ 'namespaces/team-alpha/dnsrecords/WWW.yaml': 'a: 1\n' });
    const { error } = await rig.order();
    expect(error?.message).toMatch(/WWW\.yaml' .* differs .* by case only/);
    await expectNothingWritten();
  });

  it('A21: nothing that an XRD or a user says becomes an address', async () => {
    let hits = 0;
    const listener: Server = createServer((_, response) => {
      hits += 1;
      response.end('{}');
    });
    await new Promise<void>(resolve => {
      listener.listen(0, '127.0.0.1', resolve);
    });
    const { port } = listener.address() as AddressInfo;
    try {
      for (const repository of [
        `http://127.0.0.1:${port}/sandbox/catalog-orders`,
        `127.0.0.1:${port}/catalog-orders`,
        `sandbox@127.0.0.1:${port}/catalog-orders`,
        `[::1]:${port}/catalog-orders`,
        `2130706433:${port}/catalog-orders`,
        'sandbox/catalog',
        'sandbox/../catalog-orders',
        'SANDBOX/catalog-orders',
        '169.254.169.254/latest',
      ]) {
        expose({ 'openportal.dev/order-repo': repository });
        for (const operation of operations) {
          const { error } = await rig.run(operation, {
            revision: 'a'.repeat(40),
          });
          expect(error?.name).toBe('InputError');
          expect(error?.message).toContain('which is not allowed');
        }
      }
      expose({});
      for (const status of [301, 302, 307]) {
        const fault = rig.sandbox.faults.add({
          service: 'github',
          path: '*',
          action: {
            kind: 'status',
            status,
            headers: { Location: `http://127.0.0.1:${port}/` },
          },
        });
        expect((await rig.order()).error).toBeDefined();
        expect(fault.hits).toBeGreaterThan(0);
        fault.remove();
      }
      expect(hits).toBe(0);
    } finally {
      await new Promise(resolve => {
        listener.close(resolve);
      });
    }
    await expectNothingWritten();
  });

  it('A22: without the permission nothing is read, and the try is recorded', async () => {
    const { github, clusters } = rig.sandbox.endpoints;
    for (const operation of operations) {
      const watches = [github.apiUrl, ...clusters.map(({ url }) => url)].map(
        url => watchRequests(url),
      );
      const { error } = await rig.run(operation, {
        namespace: 'team-beta',
        revision: 'a'.repeat(40),
      });
      const requests = watches.flatMap(watch => watch.requests);
      watches.toReversed().forEach(watch => watch.restore());
      expect(requests).toEqual([]);
      expect(error?.name).toBe('NotAllowedError');
      expect(error?.message).toMatch(
        /namespace 'team-beta' of cluster 'platform'.*crossplane\.order\.(create|update|delete)/,
      );
    }
    expect(rig.audit).toEqual(
      operations.map(operation => ({
        eventId: `order-${operation}`,
        meta: expect.objectContaining({
          requestedBy: 'user:default/developer',
          order: expect.objectContaining({ namespace: 'team-beta' }),
        }),
        outcome: 'fail',
      })),
    );
    await rig.order();
    expect(rig.audit.at(-1)).toMatchObject({
      eventId: 'order-create',
      outcome: 'success',
    });
  });

  it('A22: another cluster with the same namespace is another target', async () => {
    const { error } = await rig.order({ cluster: 'production' });
    expect(error?.name).toBe('NotAllowedError');
  });

  it('A7, A20: no token gets into logs, errors and pull requests', async () => {
    const { github, clusters } = rig.sandbox.endpoints;
    const secrets = [github.token, ...clusters.map(({ token }) => token)];
    const said: string[] = [];
    const value =
      '${{ secrets.TOKEN }} {{ secrets }} <img src=x> @everyone | `';
    for (const status of [0, 401, 403, 500]) {
      const fault = status
        ? rig.sandbox.faults.add({
            service: 'github',
            method: 'POST',
            path: '/api/graphql',
            action: { kind: 'status', status },
          })
        : undefined;
      const { error, log, outputs } = await rig.order({
        name: `s-${status}`,
        spec: { ...dnsRecord.spec, type: 'TXT', value },
      });
      expect(Boolean(error)).toBe(status > 0);
      said.push(log, String(error?.stack), JSON.stringify({ outputs, error }));
      fault?.remove();
    }
    const [pull] = rig.pulls();
    said.push(String(pull.body));
    for (const secret of secrets) {
      expect(said.join('\n')).not.toContain(secret);
    }
    // Nothing in a value is markup: it stands in code.
    expect(pull.body).toContain(
      '`` ${{ secrets.TOKEN }} {{ secrets }} <img src=x> @everyone \\| ` ``',
    );
    expect(
      await rig.file('namespaces/team-alpha/dnsrecords/s-0.yaml'),
    ).toContain(JSON.stringify(value));
  });
});

describe('orders of forms that got old', () => {
  it('B9: what changed in the XRD is a clear conflict', async () => {
    const rig = await startOrderRig();
    try {
      const old = 'v1alpha1:0123456789';
      const { error } = await rig.order({ formVersion: old });
      expect(error?.name).toBe('ConflictError');
      expect(error?.message).toMatch(
        /made for 'v1alpha1' of DNSRecord.*the fields of DNSRecord v1alpha1 changed since.*open the template again/,
      );
      rig.sandbox.clusters.platform.objects.apply(
        dnsRecordXrd({ moreVersions: ['v1beta1'] }),
        { fieldManager: 'test' },
      );
      const added = await rig.order({ formVersion: old, version: 'v1beta1' });
      expect(added.error?.message).toMatch(
        /version 'v1beta1' .* was added since/,
      );
      const gone = await rig.order({ version: 'v1' });
      expect(gone.error?.name).toBe('ConflictError');
      expect(gone.error?.message).toMatch(/now serves 'v1alpha1', 'v1beta1'/);
      expect(rig.pulls()).toEqual([]);

      const chosen = await rig.order({
        version: 'v1beta1',
        composition: 'fast',
        compositionUpdatePolicy: 'Manual',
      });
      expect(chosen.error).toBeUndefined();
      const file = await rig.file(path);
      expect(file).toContain('apiVersion: network.openportal.dev/v1beta1');
      expect(file).toContain(
        '  crossplane:\n    compositionRef:\n      name: fast\n    compositionUpdatePolicy: Manual\n',
      );
    } finally {
      await rig.close();
    }
  });

  it('A18: orders go where the XRD says, as far as the configuration allows', async () => {
    const rig = await startOrderRig({
      orders: { allowedRepositories: ['sandbox/network-orders'] },
      xrd: {
        annotations: {
          'openportal.dev/order-repo': 'sandbox/network-orders',
          'openportal.dev/order-path':
            'clusters/{cluster}/{namespace}/{name}.yaml',
        },
      },
    });
    try {
      await rig.sandbox.github.createRepository({
        owner: 'sandbox',
        name: 'network-orders',
        actor: 'openportal[bot]',
        autoInit: true,
      });
      const { error, outputs } = await rig.order();
      expect(error).toBeUndefined();
      expect(outputs.pullRequestUrl).toMatch(/\/network-orders\/pull\/1$/);
      expect(
        await rig.sandbox.github.readFile(
          'sandbox',
          'network-orders',
          'main',
          'clusters/platform/team-alpha/www.yaml',
        ),
      ).toContain('kind: DNSRecord');
      const [pull] = rig.sandbox.github.pulls.list('sandbox', 'network-orders');
      expect(pull.headBranch).toMatch(
        /^order\/platform\/team-alpha\/dnsrecords\/www-[0-9a-f]{24}$/,
      );
    } finally {
      await rig.close();
    }
  });
});
