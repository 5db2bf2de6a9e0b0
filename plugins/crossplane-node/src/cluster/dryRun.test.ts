import {
  KubernetesApiError,
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { dryRun } from './dryRun';

const order = 'platform/team-alpha/things.example.org/www';

function definition(): CompositeResourceDefinition {
  const { xrd } = parseXrd({
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'things.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: { openAPIV3Schema: { type: 'object' } },
        },
      ],
    },
  });
  if (!xrd) {
    throw new Error('The XRD is not valid');
  }
  return xrd;
}

/** Tries an order of which the cluster says that the name is taken. */
async function orderTaken(read: () => Promise<KubernetesObject | undefined>) {
  const client: Pick<KubernetesClient, 'cluster' | 'create' | 'get'> = {
    cluster: 'platform',
    create: async () => {
      throw new KubernetesApiError({
        cluster: 'platform',
        message: 'already exists',
        statusCode: 409,
      });
    },
    get: read,
  };
  return dryRun({
    client: client as KubernetesClient,
    xrd: definition(),
    namespace: 'team-alpha',
    manifest: {
      apiVersion: 'example.org/v1',
      kind: 'Thing',
      metadata: {
        name: 'www',
        namespace: 'team-alpha',
        annotations: { [CrossplaneKeys.order]: order },
      },
    },
  });
}

const existing = (annotations?: Record<string, string>): KubernetesObject => ({
  apiVersion: 'example.org/v1',
  kind: 'Thing',
  metadata: { name: 'www', namespace: 'team-alpha', annotations },
});

describe('dryRun, when the name is taken', () => {
  it('leads to the earlier revisions when the resource is what is left of the same order', async () => {
    expect(
      await orderTaken(async () => existing({ [CrossplaneKeys.order]: order })),
    ).toEqual({
      outcome: 'exists',
      reason: expect.stringContaining(
        "still runs the Thing 'www' of this order, whose file was removed: restore an earlier revision",
      ),
    });
  });

  it.each([
    ['that was not ordered through the portal', undefined],
    ['of another order', { [CrossplaneKeys.order]: `${order}-2` }],
  ])('asks for another name for one %s', async (origin, annotations) => {
    expect(await orderTaken(async () => existing(annotations))).toEqual({
      outcome: 'exists',
      reason: `Cluster 'platform' already has a Thing 'www' in this namespace ${origin}: choose another name`,
    });
  });

  it('says no more than it knows when the resource cannot be read', async () => {
    const { outcome, ...rest } = await orderTaken(async () => {
      throw new KubernetesApiError({
        cluster: 'platform',
        message: 'forbidden',
        statusCode: 403,
      });
    });
    expect(outcome).toBe('exists');
    expect(rest).toEqual({
      reason:
        "Cluster 'platform' already has a Thing 'www' in this namespace: choose another name",
    });
  });
});
