import {
  formVersions,
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
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { OrderRig, startOrderRig } from './__testUtils__/startOrderRig';

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

describe('idp:order:create of XRDs that are costly to check', () => {
  let rig: OrderRig;

  afterEach(() => rig.close());

  async function order(object: JsonObject, spec: JsonObject) {
    const xrd = readXrd(object);
    const { kind } = xrd.orderable;
    rig = await startOrderRig({
      orders: {
        autoMerge: [{ kinds: [kind], namespaces: ['team-alpha'] }],
      },
    });
    rig.sandbox.clusters.platform.objects.apply(
      structuredClone(object) as never,
      {
        fieldManager: 'test',
      },
    );
    await rig.sandbox.idle();
    // Whatever is loaded by the first order only.
    await rig.order({}, { isDryRun: true });
    const form = {
      xrd: xrd.name,
      version: 'v1',
      formVersion: formVersions(xrd),
      spec: specToForm(specSchema(xrd.current), spec),
    };
    return longestPause(() => rig.order(form));
  }

  async function outcomeOf({ xrd, spec }: HostileOrder) {
    const { result, milliseconds } = await order(xrd, spec);
    const { error, outputs, log } = result;
    const { plural } = readXrd(xrd).orderable;
    const file = await rig.file(`namespaces/team-alpha/${plural}/www.yaml`);
    const left = /Left to the cluster to check: (.*)/.exec(log)?.[1] ?? '';
    return {
      milliseconds,
      outcome: {
        error,
        merged: outputs.merged,
        manifest: parse(file ?? ''),
        left,
      },
    };
  }

  const expectedOf = ({ xrd, spec, leftToCluster }: HostileOrder) => ({
    error: undefined,
    merged: true,
    manifest: expect.objectContaining({
      kind: readXrd(xrd).orderable.kind,
      spec,
    }),
    left: expect.stringMatching(leftToCluster),
  });

  it.each(ORDERS.B10)('B10: orders $title', async hostile => {
    const { outcome, milliseconds } = await outcomeOf(hostile);
    expect(outcome).toEqual(expectedOf(hostile));
    expect(milliseconds).toBeLessThan(LONGEST_PAUSE_MILLISECONDS);
  });

  it.each(ORDERS.B11)('B11: orders $title', async hostile => {
    const { outcome, milliseconds } = await outcomeOf(hostile);
    expect(outcome).toEqual(expectedOf(hostile));
    expect(milliseconds).toBeLessThan(LONGEST_PAUSE_MILLISECONDS);
  });

  it('B11: refuses what does not fit one of thousands of patterns', async () => {
    const { result, milliseconds } = await order(
      hostileXrds()['thousands-of-repeating-patterns'],
      { field1: 'ax1', field2: 'none' },
    );
    expect(result.error?.name).toBe('InputError');
    expect(result.error?.message).toMatch(/spec\.field2 is "none"/);
    expect(rig.pulls()).toEqual([]);
    expect(milliseconds).toBeLessThan(LONGEST_PAUSE_MILLISECONDS);
  });
});
