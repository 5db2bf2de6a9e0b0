import { buildKustomization } from '@openportal/sandbox';
import { parse } from 'yaml';
import {
  dnsRecord,
  OrderRig,
  startOrderRig,
} from './__testUtils__/startOrderRig';

jest.setTimeout(240_000);

const folder = 'namespaces/team-alpha';
const list = `${folder}/kustomization.yaml`;
const pathOf = (name: string) => `${folder}/dnsrecords/${name}.yaml`;
const order = (name: string) => ({
  name,
  spec: { ...dnsRecord.spec, name },
});

const everything = {
  orders: {
    autoMerge: [
      {
        kinds: ['DNSRecord'],
        namespaces: ['team-alpha'],
        operations: ['create', 'update', 'delete', 'restore'],
      },
    ],
  },
};

describe('orders that meet each other', () => {
  let rig: OrderRig;

  beforeEach(async () => {
    rig = await startOrderRig(everything);
  });

  afterEach(() => rig.close());

  async function resources(): Promise<string[]> {
    return parse((await rig.file(list)) ?? '').resources;
  }

  /** Builds what Flux would build, from the main branch. */
  async function build(names: string[]) {
    const files = new Map([[list, (await rig.file(list)) ?? '']]);
    for (const name of names) {
      files.set(pathOf(name), (await rig.file(pathOf(name))) ?? '');
    }
    return buildKustomization(files, folder).map(
      ({ metadata }) => metadata.name,
    );
  }

  it('A10: two orders on one base both get in', async () => {
    const runs = await Promise.all([
      rig.order(order('one')),
      rig.order(order('two')),
    ]);
    expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(runs.map(({ outputs }) => outputs.merged)).toEqual([true, true]);
    expect(await rig.file(pathOf('one'))).toContain('name: one');
    expect(await rig.file(pathOf('two'))).toContain('name: two');
    expect(rig.pulls()).toHaveLength(2);
  });

  it('A12: orders that change the same list lose no entry, and each is listed when it is merged', async () => {
    await rig.commit({ [list]: '# Orders of the team\nresources: []\n' });
    const names = ['a', 'b', 'c', 'd'];
    const runs = await Promise.all(names.map(name => rig.order(order(name))));
    expect(runs.map(({ error }) => error)).toEqual(names.map(() => undefined));
    expect(runs.map(({ outputs }) => outputs.merged)).toEqual(
      names.map(() => true),
    );
    expect((await resources()).toSorted()).toEqual(
      names.map(name => `dnsrecords/${name}.yaml`),
    );
    expect(await rig.file(list)).toMatch(/^# Orders of the team\n/);
    expect((await build(names)).toSorted()).toEqual(names);
    expect(rig.pulls().map(({ state }) => state)).toEqual(
      names.map(() => 'closed'),
    );
    expect(runs.map(({ log }) => log).join()).toContain(
      'doing it again on the new base',
    );
  });

  it('A12: a later commit of somebody else that rewrote the list does not hide an order', async () => {
    await rig.commit({ [list]: 'resources: []\n' });
    // The merge waits until somebody has rewritten the list.
    let release = () => {};
    const until = new Promise<void>(resolve => {
      release = resolve;
    });
    rig.sandbox.faults.add({
      service: 'github',
      method: 'PUT',
      path: /\/pulls\/1\/merge$/,
      times: 1,
      action: { kind: 'hold', until },
    });
    const written = new Promise<void>(resolve => {
      rig.sandbox.github.onPush(({ ref, before }) => {
        // The second push to the branch is the commit.
        if (ref.startsWith('refs/heads/order/') && !/^0+$/.test(before)) {
          resolve();
        }
      });
    });
    const running = rig.order(order('one'));
    await written;
    await rig.commit({
      [pathOf('other')]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other }\n',
      [list]: 'resources:\n- dnsrecords/other.yaml\n',
    });
    release();
    const { error, outputs } = await running;
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(true);
    expect(await resources()).toEqual([
      'dnsrecords/one.yaml',
      'dnsrecords/other.yaml',
    ]);
  });

  it('A11: of two changes of one order at the same moment one wins', async () => {
    await rig.order();
    const change = (value: string) =>
      rig.run('update', { spec: { ...dnsRecord.spec, value } });
    const runs = await Promise.all([change('192.0.2.8'), change('192.0.2.9')]);
    const lost = runs.filter(({ error }) => error);
    expect(lost).toHaveLength(1);
    expect(lost[0].error?.name).toBe('ConflictError');
    const won = runs.find(({ error }) => !error);
    expect(won?.outputs.merged).toBe(true);
    const file = await rig.file(pathOf('www'));
    expect(file?.match(/192\.0\.2\.[89]/g)).toHaveLength(1);
    expect(rig.pulls().filter(({ state }) => state === 'open')).toEqual([]);
  });

  it('A11: a second change, whatever it does, waits for the first', async () => {
    const waiting = await startOrderRig({ orders: { autoMerge: [] } });
    try {
      await waiting.commit({
        [pathOf('www')]:
          'apiVersion: network.openportal.dev/v1alpha1\nkind: DNSRecord\nmetadata: { name: www, namespace: team-alpha }\nspec: { name: www, type: A, value: x }\n',
      });
      const first = await waiting.run('delete', {}, { taskId: 'first' });
      expect(first.error).toBeUndefined();
      for (const operation of ['update', 'delete'] as const) {
        const { error } = await waiting.run(operation);
        expect(error?.name).toBe('ConflictError');
        expect(error?.message).toMatch(
          /being changed already: see http.*\/1\./,
        );
      }
      const again = await waiting.run('delete', {}, { taskId: 'first' });
      expect(again.outputs).toEqual(first.outputs);
      expect(waiting.pulls()).toHaveLength(1);
      expect(await waiting.branches()).toHaveLength(2);
    } finally {
      await waiting.close();
    }
  });

  it('A17: every iteration of a step has checkpoints and branches of its own', async () => {
    const checkpoints = new Map<string, string>();
    const iteration = { taskId: 'each', stepId: 'order', checkpoints };
    for (const name of ['a', 'b', 'c']) {
      const { error, outputs } = await rig.order(order(name), iteration);
      expect(error).toBeUndefined();
      expect(outputs.merged).toBe(true);
      expect(outputs.orderRef).toMatchObject({ name });
    }
    expect(checkpoints.size).toBe(6);
    expect(rig.pulls()).toHaveLength(3);
    for (const name of ['a', 'b', 'c']) {
      expect(await rig.file(pathOf(name))).toContain(`name: ${name}`);
    }
  });
});

describe('A23: a poisoned list', () => {
  let rig: OrderRig;

  beforeAll(async () => {
    rig = await startOrderRig(everything);
  });

  afterAll(() => rig.close());

  const good = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: good }\n';

  it.each([
    [
      'an entry without a file',
      { [list]: 'resources:\n- gone.yaml\n' },
      /kustomization\.yaml' .* would not build: it lists 'gone\.yaml', which does not exist/,
    ],
    [
      'a listed folder without a kustomization',
      {
        [list]: 'resources:\n- sub\n',
        [`${folder}/sub/good.yaml`]: good,
      },
      /it lists 'sub', which does not exist/,
    ],
    [
      'a file that is no YAML',
      {
        [list]: 'resources:\n- bad.yaml\n',
        [`${folder}/bad.yaml`]: 'kind: [\n',
      },
      /'namespaces\/team-alpha\/bad\.yaml' is no manifest: /,
    ],
    [
      'a file that is no manifest',
      {
        [list]: 'resources:\n- bad.yaml\n',
        [`${folder}/bad.yaml`]: 'hello: world\n',
      },
      /'namespaces\/team-alpha\/bad\.yaml' is no manifest: it has no apiVersion/,
    ],
    [
      'one object twice',
      {
        [list]: 'resources:\n- a.yaml\n- b.yaml\n',
        [`${folder}/a.yaml`]: good,
        [`${folder}/b.yaml`]: good,
      },
      /'namespaces\/team-alpha\/a\.yaml' and 'namespaces\/team-alpha\/b\.yaml' both define/,
    ],
    [
      'a list that is none',
      { [list]: 'resources: yes please\n' },
      /kustomization\.yaml' in the orders repository is broken: `resources` is not a list/,
    ],
  ])('%s is refused before anything is written', async (_, files, said) => {
    await rig.commit(files);
    const { error } = await rig.order();
    expect(error?.name).toBe('ConflictError');
    expect(error?.message).toMatch(said);
    expect(rig.pulls()).toEqual([]);
    expect(await rig.branches()).toEqual(['main']);
  });

  it('the last order leaves a list that still builds', async () => {
    await rig.commit({ [list]: 'resources: []\n' });
    expect((await rig.order()).outputs.merged).toBe(true);
    expect(await rig.file(list)).toBe('resources:\n- dnsrecords/www.yaml\n');
    expect((await rig.run('delete')).outputs.merged).toBe(true);
    const content = await rig.file(list);
    expect(content).toBe('resources: []\n');
    expect(
      buildKustomization(new Map([[list, content ?? '']]), folder),
    ).toEqual([]);
  });
});
