import {
  OrderPreview,
  OrderRevisionList,
} from '@openportal/plugin-crossplane-common';
import { stringify } from 'yaml';
import { eventually } from './__testUtils__/eventually';
import { Rig, startRig } from './__testUtils__/startRig';
import { commitByHand } from './__testUtils__/submitOrder';

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(240_000);

const FOLDER = 'namespaces/team-alpha/dnsrecords';

const order = {
  cluster: 'platform',
  xrd: 'dnsrecords.network.openportal.dev',
  name: 'fresh',
  namespace: 'team-alpha',
  spec: { name: 'www', type: 'A', value: '192.0.2.1' },
};

const kustomization = (...resources: string[]) =>
  stringify({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources,
  });

const record = (name: string, crossplane?: object) =>
  stringify({
    apiVersion: 'network.openportal.dev/v1alpha1',
    kind: 'DNSRecord',
    metadata: { name, namespace: 'team-alpha' },
    spec: { ...(crossplane ? { crossplane } : {}), ...order.spec },
  });

describe('previews of orders', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig();
    await rig.sandbox.idle();
  });
  afterEach(() => {
    rig.sandbox.faults.clear();
  });
  afterAll(async () => {
    await rig?.close();
  });

  const preview = async (more: object = {}): Promise<OrderPreview> =>
    (await rig.post('/orders/preview', { ...order, ...more })).body;

  it('A23: names what keeps the list of orders from building, as the action would', async () => {
    expect((await preview()).problems).toEqual([]);
    await commitByHand(rig.sandbox, {
      [`${FOLDER}/kustomization.yaml`]: kustomization('gone.yaml'),
    });
    await eventually(async () =>
      expect((await preview()).problems).toEqual([
        {
          path: '',
          message: expect.stringContaining(
            "it lists 'gone.yaml', which does not exist",
          ),
        },
      ]),
    );

    await commitByHand(rig.sandbox, {
      [`${FOLDER}/kustomization.yaml`]: kustomization('twin.yaml'),
      [`${FOLDER}/twin.yaml`]: record('fresh'),
    });
    await eventually(async () =>
      expect((await preview()).problems).toEqual([
        {
          path: '',
          message: expect.stringContaining(
            `'${FOLDER}/fresh.yaml' and '${FOLDER}/twin.yaml' both define`,
          ),
        },
      ]),
    );
    expect((await preview({ name: 'other' })).problems).toEqual([]);
  });

  it('A6: says that the list was not checked when GitHub asks for a pause meanwhile', async () => {
    await commitByHand(rig.sandbox, {
      [`${FOLDER}/kustomization.yaml`]: kustomization('twin.yaml'),
      [`${FOLDER}/twin.yaml`]: record('twin'),
    });
    await eventually(async () =>
      expect((await preview()).problems).toEqual([]),
    );
    // What the check of the list reads, and nothing else does.
    rig.sandbox.faults.add({
      service: 'github',
      path: /\/git\/trees\/[0-9a-f]{40}/,
      action: { kind: 'reset' },
    });
    const unsure = await preview();
    expect(unsure.problems).toEqual([]);
    expect(unsure.notChecked).toContain('GitHub is unreachable');
  });

  it('shows that an emptied choice of composition leaves the file, where the form asks for it', async () => {
    await commitByHand(rig.sandbox, {
      [`${FOLDER}/placed.yaml`]: record('placed', {
        compositionRef: { name: 'dnsrecords' },
        compositionUpdatePolicy: 'Manual',
      }),
    });
    const change = {
      name: 'placed',
      operation: 'update',
      spec: { ...order.spec, value: '192.0.2.3' },
    };
    const kept = await preview(change);
    expect(kept.content).toContain('compositionRef');
    const elsewhere = await preview({
      ...change,
      choiceOfComposition: ['production'],
    });
    expect(elsewhere.content).toContain('compositionUpdatePolicy: Manual');
    const emptied = await preview({
      ...change,
      choiceOfComposition: ['platform', 'production'],
    });
    expect(emptied.content).not.toContain('composition');
    expect(emptied.diff).toMatch(/^-.*compositionUpdatePolicy: Manual$/m);
    expect(emptied.problems).toEqual([]);
  });

  it('says of revisions that differ in thousands of lines that it does not compare them', async () => {
    const path = `${FOLDER}/long.yaml`;
    const text = (word: string) =>
      `${record('long')}${`# ${word}\n`.repeat(10_000)}`;
    await commitByHand(rig.sandbox, { [path]: text('before') });
    await commitByHand(rig.sandbox, { [path]: text('after') });
    const revisions = `/orders/platform/team-alpha/${order.xrd}/long/revisions`;
    const { items }: OrderRevisionList = (await rig.get(revisions)).body;
    const { body } = await rig.get(`${revisions}/${items[1].revision}`);
    expect(body).toMatchObject({ diffOmitted: true, deleted: false });
    expect(body).not.toHaveProperty('diff');
    const same = await rig.get(`${revisions}/${items[0].revision}`);
    expect(same.body).not.toHaveProperty('diffOmitted');
  });

  it('says that an order waits for people while another cluster cannot be asked whether it offers the kind', async () => {
    rig.sandbox.faults.add({
      service: 'kubernetes:production',
      path: /.*/,
      action: { kind: 'status', status: 500 },
    });
    // Nobody asked for this one before.
    const xrd = 'unsure.example.org';
    applyRecordAs(rig, 'platform', xrd);
    const unsure = await preview({ xrd });
    expect(unsure.problems).toEqual([]);
    expect(unsure.notChecked).toContain("whether cluster 'production'");
  });

  it('refuses a kind that several clusters offer when its orders have one path', async () => {
    const xrd = 'shared.example.org';
    applyRecordAs(rig, 'platform', xrd);
    applyRecordAs(rig, 'production', xrd);
    expect((await preview({ xrd })).problems).toEqual([
      {
        path: 'cluster',
        message: expect.stringContaining("'platform', 'production'"),
      },
    ]);
  });

  it('N6: says that an order waits for people when nobody could check its rules', async () => {
    const xrd = 'ruled.network.openportal.dev';
    applyRecordAs(rig, 'platform', xrd, {
      'x-kubernetes-validations': [{ rule: "self.name != 'bad'" }],
    });
    await eventually(async () => {
      const checked = await preview({ xrd });
      expect(checked).toMatchObject({ autoMerge: true, problems: [] });
      expect(checked).not.toHaveProperty('notChecked');
    });
    rig.sandbox.faults.add({
      service: 'kubernetes:platform',
      method: 'POST',
      path: /\/ruled/,
      action: { kind: 'status', status: 403 },
    });
    const unchecked = await preview({ xrd });
    expect(unchecked).toMatchObject({
      autoMerge: false,
      waitsBecause: expect.stringMatching(
        /^Waits for people, because .* the rules of DNSRecord v1 /,
      ),
    });
  });
});

/** A definition of its own of records, whose kind is merged without people. */
function applyRecordAs(
  rig: Rig,
  cluster: 'platform' | 'production',
  name: string,
  rules: object = {},
): void {
  const [plural] = name.split('.');
  rig.sandbox.clusters[cluster].objects.apply(
    {
      apiVersion: 'apiextensions.crossplane.io/v2',
      kind: 'CompositeResourceDefinition',
      metadata: { name },
      spec: {
        group: name.slice(plural.length + 1),
        scope: 'Namespaced',
        names: { kind: 'DNSRecord', plural },
        versions: [
          {
            name: 'v1',
            served: true,
            referenceable: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    ...rules,
                    properties: {
                      name: { type: 'string' },
                      type: { type: 'string' },
                      value: { type: 'string' },
                    },
                  },
                },
              },
            },
          },
        ],
      },
    },
    { fieldManager: 'test' },
  );
}
