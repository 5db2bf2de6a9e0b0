import {
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import { fakeClient } from '../__testUtils__/fakeClient';
import { Clusters } from '../cluster/Clusters';
import { ClusterReader } from '../cluster/ClusterReader';
import { CatalogKinds } from './CatalogKinds';
import { OrderListService } from './OrderListService';

const XRDS = 'compositeresourcedefinitions';

function definition(kind: string): KubernetesObject {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: `${plural}.example.org` },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind, plural },
      versions: [{ name: 'v1', served: true, referenceable: true }],
    },
  };
}

const instance = (kind: string): KubernetesObject => ({
  apiVersion: 'example.org/v1',
  kind,
  metadata: { name: `a-${kind.toLowerCase()}`, namespace: 'team-alpha' },
});

const noCatalog: Pick<CatalogKinds, 'read'> = {
  read: async cluster => ({
    cluster,
    counts: { known: false, reason: 'not used here' },
    ingestor: { known: false, reason: 'not used here' },
    settings: [],
    names: [],
  }),
};

describe('OrderListService', () => {
  it('shows what a cluster has answered when one of its kinds takes too long', async () => {
    const { client } = fakeClient([instance('Fast'), instance('Slow')]);
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    const list: KubernetesClient['list'] = async ({ plural }) => {
      if (plural === XRDS) {
        return {
          items: [definition('Slow'), definition('Fast')],
          resourceVersion: '1',
        };
      }
      if (plural === 'slows') {
        await held;
        return { items: [instance('Slow')], resourceVersion: '1' };
      }
      return { items: [instance('Fast')], resourceVersion: '1' };
    };
    const reader = new ClusterReader({
      ...client,
      groupVersions: async () => ['v2'],
      list,
    });
    const clusters = new Clusters([reader]);
    const service = new OrderListService({
      clusters,
      repositories: undefined,
      catalog: noCatalog,
      timeLimitMilliseconds: 500,
    });
    const names = async () => {
      const { items, unreadable } = await service.list({}, () => true);
      return { names: items.map(({ ref }) => ref.name), unreadable };
    };
    expect(await names()).toEqual({
      names: ['a-fast'],
      unreadable: [
        {
          cluster: 'platform',
          reason: expect.stringContaining('did not answer within'),
        },
      ],
    });
    release();
    expect(await names()).toEqual({
      names: ['a-fast', 'a-slow'],
      unreadable: [],
    });
  });
});
