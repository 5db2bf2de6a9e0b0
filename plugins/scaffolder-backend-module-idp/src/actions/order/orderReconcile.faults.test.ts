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

jest.setTimeout(240_000);

const place = { owner: 'sandbox', repo: 'catalog-orders' };
const folder = 'namespaces/team-alpha';
const list = `${folder}/kustomization.yaml`;
const pathOf = (name: string) => `${folder}/dnsrecords/${name}.yaml`;
const order = (name: string) => ({
  name,
  spec: { ...dnsRecord.spec, name },
});
const autoMerge = [{ kinds: ['DNSRecord'], namespaces: ['team-alpha'] }];

/** One run of a task; the interruption kills it for good. */
async function runUntil(
  rig: OrderRig,
  taskId: string,
  interruption?: Interruption,
) {
  const watch = watchRequests(rig.sandbox.endpoints.github.url, interruption);
  try {
    const run = await rig.order(order(taskId), {
      taskId,
      signal: watch.signal,
    });
    return { ...run, requests: watch.requests };
  } finally {
    watch.restore();
  }
}

/** Which requests of a run write: branch, commit, pull request, label, merge. */
async function learnWrites(rig: OrderRig): Promise<number[]> {
  await rig.commit({ [list]: 'resources: []\n' });
  // What a first run reads of the list is remembered, so that every later one makes the same requests.
  await runUntil(rig, 'warm');
  const { requests } = await runUntil(rig, 'plain');
  return requests.flatMap((request, index) =>
    request.startsWith('GET ') ? [] : [index + 1],
  );
}

describe('A16: a task that is killed and that nobody resumes', () => {
  let rig: OrderRig;
  let writes: number[];

  beforeAll(async () => {
    rig = await startOrderRig({ orders: { autoMerge } });
    writes = await learnWrites(rig);
  });

  afterAll(() => rig.close());

  it.each([
    ['the branch', 0],
    ['the commit', 1],
    ['the pull request', 2],
    ['the label', 3],
    ['the merge', 4],
  ])(
    'is completed by the portal after %s: one pull request, merged',
    async (_, write) => {
      const name = `dead-${write}`;
      const { error } = await runUntil(rig, name, {
        request: writes[write],
        moment: 'after',
      });
      expect(error?.name).toBe('AbortError');
      // Twice: what is settled stays as it is.
      for (const round of [1, 2]) {
        const { states, log } = await rig.reconcile();
        expect(states.at(-1)).toBe('done');
        expect(log.includes('completing the order')).toBe(round === 1);
        const pulls = rig
          .pulls()
          .filter(({ headBranch }) => headBranch.includes(`/${name}-`));
        expect(pulls.map(({ state }) => state)).toEqual(['closed']);
        expect(await rig.file(pathOf(name))).toContain(`name: ${name}`);
        expect(parse((await rig.file(list)) ?? '').resources).toContain(
          `dnsrecords/${name}.yaml`,
        );
      }
      const { data: commits } = await rig.octokit.rest.repos.listCommits({
        ...place,
        path: pathOf(name),
      });
      expect(commits).toHaveLength(1);
      // The task may still be resumed, or tried again by its user.
      const late = await runUntil(rig, name);
      expect(late.error).toBeUndefined();
      expect(late.outputs.merged).toBe(true);
      expect(
        rig
          .pulls()
          .filter(({ headBranch }) => headBranch.includes(`/${name}-`)),
      ).toHaveLength(1);
      expect(rig.audit.filter(({ outcome }) => !outcome)).toEqual([]);
    },
  );

  it('fails in the end when somebody else took its place, and leaves nothing behind', async () => {
    const { error } = await runUntil(rig, 'taken', {
      request: writes[0],
      moment: 'after',
    });
    expect(error?.name).toBe('AbortError');
    await rig.commit({
      [pathOf('taken')]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: taken }\n',
    });
    const { states, log } = await rig.reconcile();
    expect(states.at(-1)).toBe('failed');
    expect(log).toMatch(/create of order .*taken failed/);
    // Its task is gone, so nothing else would tell who asked.
    expect(rig.told).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: expect.stringMatching(/^user:/),
        },
        payload: expect.objectContaining({
          title: expect.stringMatching(/^The create of order .*taken failed$/),
          description: expect.stringContaining('taken'),
          link: expect.stringContaining('taken'),
          severity: 'high',
        }),
      },
    ]);
    expect(rig.audit.at(-1)).toMatchObject({
      eventId: 'order-create',
      outcome: 'fail',
    });
    const left = (await rig.branches()).filter(name => name.includes('taken'));
    expect(left).toEqual([]);
    const open = rig.pulls().filter(({ state }) => state === 'open');
    expect(open).toEqual([]);
    expect(await rig.file(pathOf('taken'))).toContain('kind: ConfigMap');
  });

  it('waits for GitHub when that is down, and completes it later', async () => {
    await runUntil(rig, 'down', { request: writes[1], moment: 'after' });
    const fault = rig.sandbox.faults.add({
      service: 'github',
      method: 'POST',
      path: /\/pulls$/,
      action: { kind: 'status', status: 503 },
    });
    const { states, log } = await rig.reconcile();
    expect(states.at(-1)).toBe('running');
    expect(log).toMatch(/Trying the create of order .*down again in 60 s/);
    fault.remove();
    expect((await rig.reconcile()).states.at(-1)).toBe('done');
    expect(await rig.file(pathOf('down'))).toContain('name: down');
  });
});

describe('A16: a resumed order whose XRD changed meanwhile', () => {
  let rig: OrderRig;
  let writes: number[];

  beforeEach(async () => {
    rig = await startOrderRig({ orders: { autoMerge } });
    writes = await learnWrites(rig);
  });

  afterEach(() => rig.close());

  it.each([
    ['a default', { ttl: { type: 'integer', default: 600, minimum: 30 } }],
    ['the rules', { value: { type: 'string', pattern: '^2001:' } }],
  ])(
    'adopts its own branch and pull request after %s changed',
    async (_, properties) => {
      for (const [index, write] of [writes[1], writes[2]].entries()) {
        const name = `kept-${index}`;
        await rig.changeXrd({});
        const dead = await runUntil(rig, name, {
          request: write,
          moment: 'after',
        });
        expect(dead.error?.name).toBe('AbortError');
        await rig.changeXrd({ properties });
        const next = await runUntil(rig, name);
        expect(next.error).toBeUndefined();
        expect(next.outputs.merged).toBe(true);
        expect(next.log).toContain('Going on with what an earlier run');
        const pulls = rig
          .pulls()
          .filter(({ headBranch }) => headBranch.includes(`/${name}-`));
        expect(pulls).toHaveLength(1);
        expect(pulls[0].state).toBe('closed');
        // What was decided: 300 is the default of then, so that it is no value of the user.
        const file = await rig.file(pathOf(name));
        expect(parse(file ?? '').spec).toEqual({
          name,
          type: 'A',
          value: '192.0.2.1',
        });
      }
    },
  );

  it('is decided anew when nothing was written yet', async () => {
    await runUntil(rig, 'anew', { request: writes[0], moment: 'before' });
    await rig.changeXrd({
      properties: { value: { type: 'string', pattern: '^2001:' } },
    });
    const { error } = await runUntil(rig, 'anew');
    expect(error?.name).toBe('InputError');
    expect(error?.message).toContain('spec.value');
    expect(rig.pulls()).toHaveLength(2);
  });
});
