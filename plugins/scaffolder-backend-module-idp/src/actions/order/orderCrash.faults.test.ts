import type { OrderOperation } from '@openportal/plugin-crossplane-node';
import { parse } from 'yaml';
import {
  Interruption,
  watchRequests,
} from '../repo/__testUtils__/interruptRequests';
import {
  dnsRecord,
  OrderRig,
  startOrderRig,
} from './__testUtils__/startOrderRig';

jest.setTimeout(300_000);

const folder = 'namespaces/team-alpha';
const list = `${folder}/kustomization.yaml`;
const pathOf = (name: string) => `${folder}/dnsrecords/${name}.yaml`;

function manifest(name: string, value: string): string {
  return `apiVersion: network.openportal.dev/v1alpha1\nkind: DNSRecord\nmetadata: { name: ${name}, namespace: team-alpha }\nspec: { name: ${name}, type: A, value: ${value} }\n`;
}

describe('A1, A2: an order whose run dies at any write', () => {
  let rig: OrderRig;

  beforeAll(async () => {
    rig = await startOrderRig({
      orders: {
        autoMerge: [
          {
            kinds: ['DNSRecord'],
            namespaces: ['team-alpha'],
            operations: ['create', 'update', 'delete'],
          },
        ],
      },
    });
  });

  afterAll(() => rig.close());

  /** One run of the task; the interruption kills it for good. */
  async function attempt(
    operation: OrderOperation,
    name: string,
    checkpoints: Map<string, string>,
    interruption?: Interruption,
  ) {
    const watch = watchRequests(rig.sandbox.endpoints.github.url, interruption);
    try {
      const { error, outputs } = await rig.run(
        operation,
        operation === 'delete'
          ? { name }
          : { name, spec: { ...dnsRecord.spec, name, value: '192.0.2.99' } },
        { taskId: `task-${name}`, checkpoints, signal: watch.signal },
      );
      return { error, outputs, requests: watch.requests };
    } finally {
      watch.restore();
    }
  }

  /** What there is before the operation. */
  async function prepare(operation: OrderOperation, name: string) {
    const exists = operation !== 'create';
    const names = ['kept', ...(exists ? [name] : [])];
    await rig.commit({
      [pathOf('kept')]: manifest('kept', 'x'),
      ...(exists ? { [pathOf(name)]: manifest(name, '192.0.2.1') } : {}),
      [list]: `resources:\n${names
        .map(item => `- dnsrecords/${item}.yaml\n`)
        .join('')}`,
    });
  }

  async function expectDoneOnce(operation: OrderOperation, name: string) {
    const pulls = rig
      .pulls()
      .filter(({ headBranch }) => headBranch.includes(`/${name}-`));
    expect(pulls).toHaveLength(1);
    expect(pulls[0].state).toBe('closed');
    expect(
      (await rig.branches()).filter(branch => branch.includes(`/${name}-`))
        .length,
    ).toBeLessThanOrEqual(1);
    const { data: commits } = await rig.octokit.rest.repos.listCommits({
      owner: 'sandbox',
      repo: 'catalog-orders',
      path: pathOf(name),
    });
    expect(commits).toHaveLength(operation === 'create' ? 1 : 2);
    const file = await rig.file(pathOf(name));
    const { resources } = parse((await rig.file(list)) ?? '');
    if (operation === 'delete') {
      expect(file).toBeUndefined();
      expect(resources).toEqual(['dnsrecords/kept.yaml']);
    } else {
      expect(file).toContain('192.0.2.99');
      expect([...resources].sort()).toEqual(
        ['dnsrecords/kept.yaml', `dnsrecords/${name}.yaml`].sort(),
      );
    }
  }

  it.each(['create', 'update', 'delete'] as const)(
    '%s: the next run completes it, and everything exists once',
    async operation => {
      // What a first run reads of the list is remembered.
      const warm = `${operation}-warm`;
      await prepare(operation, warm);
      await attempt(operation, warm, new Map());
      const plain = `${operation}-plain`;
      await prepare(operation, plain);
      const { requests, error } = await attempt(operation, plain, new Map());
      expect(error).toBeUndefined();
      await expectDoneOnce(operation, plain);

      const writes = requests.flatMap((request, index) =>
        request.startsWith('GET ') ? [] : [index + 1],
      );
      // Branch, commit, pull request, label, merge.
      expect(writes).toHaveLength(5);
      // Between two writes a run only reads, so that dying right before one leaves what dying right after the one
      // before leaves. The merge is another matter: the checkpoint of the pull request lies before it.
      const deaths = [
        { request: writes[0], moment: 'before' as const },
        ...writes.map(request => ({ request, moment: 'after' as const })),
        { request: writes[4], moment: 'before' as const },
      ];
      for (const death of deaths) {
        const name = `${operation}-${death.moment}-${death.request}`;
        await prepare(operation, name);
        const checkpoints = new Map<string, string>();
        const dead = await attempt(operation, name, checkpoints, death);
        expect(dead.error?.name).toBe('AbortError');
        const next = await attempt(operation, name, checkpoints);
        expect(next.error).toBeUndefined();
        expect(next.outputs.merged).toBe(true);
        await expectDoneOnce(operation, name);
      }
    },
  );
});
