import type { JsonObject } from '@backstage/types';
import {
  formVersions,
  OrderPreview,
  parseXrd,
  specSchema,
  specToForm,
} from '@openportal/plugin-crossplane-common';
import {
  HostileOrder,
  hostileOrders,
  hostileXrds,
  longestPause,
} from '@openportal/plugin-crossplane-common/testing';
import { parse } from 'yaml';
import { Rig, startRig } from './__testUtils__/startRig';

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(240_000);

const ORDERS = hostileOrders();

/** Far below the 30 s after which others take over; far above what a busy machine, and clusters in the same process, do. */
const LONGEST_PAUSE_MILLISECONDS = 5_000;

function readXrd(object: JsonObject) {
  const { xrd, problems } = parseXrd(object);
  if (!xrd) {
    throw new Error(JSON.stringify(problems));
  }
  return xrd;
}

describe('previews of orders of XRDs that are costly to check', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig();
    await rig.sandbox.idle();
    // Whatever is loaded by the first preview only.
    await rig
      .post('/orders/preview', {
        cluster: 'platform',
        namespace: 'team-alpha',
        xrd: 'dnsrecords.network.openportal.dev',
        name: 'fresh',
        spec: { name: 'www', type: 'A', value: '192.0.2.1' },
      })
      .expect(200);
  });
  afterAll(async () => {
    await rig?.close();
  });

  async function preview(object: JsonObject, spec: JsonObject) {
    const xrd = readXrd(object);
    const { objects } = rig.sandbox.clusters.platform;
    const { apiVersion, kind } = objects.apply(
      structuredClone(object) as never,
      { fieldManager: 'test' },
    );
    await rig.sandbox.idle();
    const order = {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: xrd.name,
      name: 'fresh',
      version: 'v1',
      formVersion: formVersions(xrd),
      spec: specToForm(specSchema(xrd.current), spec),
    };
    const { result, milliseconds } = await longestPause(async () =>
      rig.post('/orders/preview', order),
    );
    objects.delete({ apiVersion, kind, name: xrd.name });
    const { content, problems, notChecked = '' }: OrderPreview = result.body;
    return { content, problems, notChecked, milliseconds };
  }

  async function outcomeOf({ xrd, spec }: HostileOrder) {
    const { content, milliseconds, ...outcome } = await preview(xrd, spec);
    return { milliseconds, outcome: { ...outcome, manifest: parse(content) } };
  }

  const expectedOf = ({ xrd, spec, leftToCluster }: HostileOrder) => ({
    problems: [],
    notChecked: expect.stringMatching(leftToCluster),
    manifest: expect.objectContaining({
      kind: readXrd(xrd).orderable.kind,
      spec,
    }),
  });

  it.each(ORDERS.B10)('B10: shows an order of $title', async hostile => {
    const { outcome, milliseconds } = await outcomeOf(hostile);
    expect(outcome).toEqual(expectedOf(hostile));
    expect(milliseconds).toBeLessThan(LONGEST_PAUSE_MILLISECONDS);
  });

  it.each(ORDERS.B11)('B11: shows an order of $title', async hostile => {
    const { outcome, milliseconds } = await outcomeOf(hostile);
    expect(outcome).toEqual(expectedOf(hostile));
    expect(milliseconds).toBeLessThan(LONGEST_PAUSE_MILLISECONDS);
  });

  it('B11: names what does not fit one of thousands of patterns', async () => {
    const { problems, milliseconds } = await preview(
      hostileXrds()['thousands-of-repeating-patterns'],
      { field1: 'ax1', field2: 'none' },
    );
    expect(problems).toEqual([
      {
        path: 'spec.field2',
        message: expect.stringMatching(/^spec\.field2 is "none"/),
      },
    ]);
    expect(milliseconds).toBeLessThan(LONGEST_PAUSE_MILLISECONDS);
  });
});
