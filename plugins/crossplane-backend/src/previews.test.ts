import { OrderPreview } from '@openportal/plugin-crossplane-common';
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
});
