import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { readDeployConfig } from '../config/readDeployConfig';
import { HintFollower } from './HintFollower';
import { HintTarget, HintTargets } from './HintTargets';
import { WebhookHint } from './messages/WebhookMessage';

function component(
  name: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    spec: {},
  };
}

const entities = [
  component('payments', {
    'github.com/project-slug': 'acme/idp-payments',
    'argocd/app-name': 'idp-payments',
    'openportal.dev/image': 'ghcr.io/acme/payments',
  }),
  component('orders', {
    'github.com/project-slug': 'https://github.com/acme/orders',
    'openportal.dev/gitops-repo': 'acme/gitops',
    'openportal.dev/manifest-path': 'apps/orders/{env}',
    'argocd/app-name': 'orders',
    'openportal.dev/argocd-app.prod': 'orders-live',
    'openportal.dev/image': 'acme/orders',
  }),
  component('shop', {
    'openportal.dev/observer': 'flux',
    'openportal.dev/flux-kustomization': 'apps/web-{env}',
  }),
  component('cart', { 'openportal.dev/observer': 'flux' }),
];

const config = readDeployConfig(
  new ConfigReader({ deploy: { trustedRepositories: ['acme/gitops'] } }),
);

async function find(hint: WebhookHint): Promise<string[]> {
  const found = await new HintTargets({
    auth: mockServices.auth(),
    catalog: catalogServiceMock({ entities }),
    config,
  }).find(hint);
  return found.map(({ app, item }) => `${app.name}#${item.environment.name}`);
}

const all = (name: string) =>
  ['development', 'qa', 'staging', 'prod'].map(
    environment => `${name}#${environment}`,
  );

describe('HintTargets', () => {
  it.each<[string, WebhookHint, string[]]>([
    [
      'a repository, however it is written',
      { repository: { owner: 'ACME', name: 'IDP-payments' } },
      all('payments'),
    ],
    [
      'the files that a push changed',
      {
        repository: { owner: 'acme', name: 'gitops' },
        branch: 'main',
        paths: ['apps/orders/qa/deployment.yaml', 'apps/orders/prod.md'],
      },
      ['orders#qa'],
    ],
    [
      'an entity that is named by what it runs as',
      { cluster: 'platform', deployedEntity: 'component:default/cart' },
      all('cart'),
    ],
    [
      'a repository of source code that is an address',
      { repository: { owner: 'acme', name: 'orders' } },
      all('orders'),
    ],
    [
      'an Application of a later environment',
      { argocdApplication: 'idp-payments-qa' },
      ['payments#qa'],
    ],
    [
      'an Application that an annotation names',
      { argocdApplication: 'orders-live' },
      ['orders#prod'],
    ],
    ['a name that is only alike', { argocdApplication: 'idp-payments-x' }, []],
    [
      'an image of Docker Hub',
      { imageRepository: 'docker.io/acme/orders' },
      all('orders'),
    ],
    [
      'a Kustomization that an annotation names',
      { flux: { kind: 'Kustomization', namespace: 'apps', name: 'web-prod' } },
      ['shop#prod'],
    ],
    [
      'a HelmRelease that is called like the application',
      { flux: { kind: 'HelmRelease', namespace: 'x', name: 'cart-qa' } },
      ['cart#qa'],
    ],
    [
      'a namespace',
      { namespace: 'payments-staging', cluster: 'any' },
      ['payments#staging'],
    ],
    [
      'an entity',
      { entityRef: 'component:default/cart', environment: 'prod' },
      ['cart#prod'],
    ],
    ['nothing', { entityRef: 'cart', environment: 'prod' }, []],
  ])('finds %s', async (_name, hint, expected) => {
    await expect(find(hint)).resolves.toEqual(expected);
  });

  it('asks the catalog once for a burst, and again after it was away', async () => {
    const catalog = catalogServiceMock({ entities });
    const query = jest.spyOn(catalog, 'queryEntities');
    const targets = new HintTargets({
      auth: mockServices.auth(),
      catalog,
      config,
    });
    const hint = { repository: { owner: 'acme', name: 'idp-payments' } };
    query.mockRejectedValueOnce(new Error('It is away'));
    await expect(targets.find(hint)).rejects.toThrow('It is away');
    await Promise.all([targets.find(hint), targets.find(hint)]);
    expect(query).toHaveBeenCalledTimes(2);
  });
});

describe('HintFollower', () => {
  const targetOf = async (environment: string): Promise<HintTarget> => {
    const [target] = await new HintTargets({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities }),
      config,
    }).find({ entityRef: 'component:default/payments', environment });
    return target;
  };

  it('reads what is hinted at a hundred times once, and once more', async () => {
    const reads: string[] = [];
    let release = () => {};
    const first = new Promise<void>(resolve => {
      release = resolve;
    });
    const follower = new HintFollower({
      logger: mockServices.logger.mock(),
      restMs: 1,
      refresh: async ({ item }) => {
        reads.push(item.environment.name);
        await (reads.length === 1 ? first : undefined);
      },
    });
    const qa = await targetOf('qa');
    for (let index = 0; index < 100; index++) {
      follower.request(qa);
    }
    expect(reads).toEqual(['qa']);
    release();
    await follower.idle();
    expect(reads).toEqual(['qa', 'qa']);
  });

  it('reads a few at once, goes on after a failure, and ends when it is told to', async () => {
    const logger = mockServices.logger.mock();
    let running = 0;
    let most = 0;
    const follower = new HintFollower({
      logger,
      restMs: 1,
      concurrency: 2,
      refresh: async () => {
        running++;
        most = Math.max(most, running);
        await new Promise(resolve => {
          setImmediate(resolve);
        });
        running--;
        throw new Error('It cannot be read');
      },
    });
    for (const environment of ['development', 'qa', 'staging', 'prod']) {
      follower.request(await targetOf(environment));
    }
    await follower.idle();
    expect(most).toBe(2);
    expect(logger.warn).toHaveBeenCalledTimes(4);
    await follower.stop();
    follower.request(await targetOf('qa'));
    expect(follower.waiting).toBe(0);
    expect(logger.warn).toHaveBeenCalledTimes(4);
  });
});
