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

/** Tries an order that the cluster answers with an error. */
async function orderRefused(
  answer: { statusCode?: number; message: string },
  read: () => Promise<KubernetesObject | undefined> = async () => undefined,
) {
  const refuse = async () => {
    throw new KubernetesApiError({ cluster: 'platform', ...answer });
  };
  const client: Pick<KubernetesClient, 'cluster' | 'create' | 'get'> = {
    cluster: 'platform',
    create: refuse,
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

/** Tries an order of which the cluster says that the name is taken. */
const orderTaken = (read: () => Promise<KubernetesObject | undefined>) =>
  orderRefused({ statusCode: 409, message: 'already exists' }, read);

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

describe('dryRun, when the cluster answers with an error', () => {
  it.each<[string, number | undefined, string]>([
    [
      'a schema',
      422,
      'Thing.example.org "www" is invalid: spec.ttl: must be 1',
    ],
    ['an unknown field', 400, 'strict decoding error: unknown field "spec.x"'],
    [
      'an admission webhook',
      403,
      'admission webhook "validation.gatekeeper.sh" denied the request: [costs] size xl is forbidden',
    ],
    [
      'a webhook that speaks of rights',
      403,
      'admission webhook "x.example.org" denied the request: team-alpha cannot create resource "things" of size xl',
    ],
    [
      'an admission policy',
      403,
      `things.example.org "www" is forbidden: ValidatingAdmissionPolicy 'costs' with binding 'all' denied request: too large`,
    ],
    [
      'a quota',
      403,
      'things.example.org "www" is forbidden: exceeded quota: things, requested: count/things.example.org=1, used: count/things.example.org=3, limited: count/things.example.org=3',
    ],
  ])('takes the no of %s for one', async (_, statusCode, message) => {
    expect(await orderRefused({ statusCode, message })).toEqual({
      outcome: 'refused',
      reason: `Cluster 'platform' refuses the Thing: ${message}`,
    });
  });

  it.each<[string, number | undefined, string]>([
    [
      'may not ask',
      403,
      'things.example.org is forbidden: User "system:serviceaccount:backstage:backstage" cannot create resource "things" in API group "example.org" in the namespace "team-alpha"',
    ],
    [
      'may not ask about a change',
      403,
      'things.example.org "www" is forbidden: User "portal" cannot patch resource "things" in API group "example.org" in the namespace "team-alpha"',
    ],
    [
      'may not ask about a kind that is called like a quota',
      403,
      'exceeded quotas.example.org is forbidden: User "portal" cannot create resource "exceeded quotas" in API group "example.org"',
    ],
    ['is not known', 401, 'Unauthorized'],
    ['gets an error', 500, 'Internal error'],
    ['gets no answer', undefined, 'connection refused'],
  ])('knows nothing when the portal %s', async (_, statusCode, message) => {
    expect(await orderRefused({ statusCode, message })).toEqual({
      outcome: 'not-checked',
      reason: `Cluster 'platform' did not check the order beforehand: ${message}`,
    });
  });
});
