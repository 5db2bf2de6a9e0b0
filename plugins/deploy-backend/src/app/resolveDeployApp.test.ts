import { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { readDeployConfig } from '../config/readDeployConfig';
import { inferAdapters } from './inferAdapters';
import { resolveDeployApp } from './resolveDeployApp';

const config = readDeployConfig(
  new ConfigReader({
    deploy: {
      environments: [
        { name: 'development', aliases: ['dev'] },
        { name: 'qa' },
        {
          name: 'prod',
          cluster: 'production',
          namespace: 'live-{name}',
          url: 'https://{name}.example.com/{namespace}',
          branch: 'release',
        },
      ],
    },
  }),
);

function entity(annotations: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'payments', annotations },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-alpha' }],
  };
}

describe('resolveDeployApp', () => {
  it.each([
    ['url:https://git.test/acme/idp-payments/', true],
    ['dir:./payments', false],
    ['url:javascript:alert(1)', false],
  ])('knows the page of the source from %p: %p', (location, isKnown) => {
    const app = resolveDeployApp(
      entity({ 'backstage.io/source-location': location }),
      config,
    );
    expect(app.sourceUrl).toBe(isKnown ? location.slice(4) : undefined);
  });

  it.each([
    [
      'url:https://git.test/Acme/idp-payments/blob/main/catalog-info.yaml',
      true,
    ],
    ['file:/app/catalog/payments.yaml', true],
    [undefined, true],
    ['url:https://git.test/acme/idp-other/blob/main/catalog-info.yaml', false],
    ['url:https://git.test/acme', false],
    ['cluster:production', false],
    ['no location', false],
  ])('of an entity from %p may write to its repository: %p', (from, may) => {
    const annotations = {
      'github.com/project-slug': 'acme/idp-payments',
      'argocd/app-name': 'idp-payments',
      ...(from && { 'backstage.io/managed-by-location': from }),
    };
    const app = resolveDeployApp(entity(annotations), config);
    const repository = { owner: 'acme', name: 'idp-payments' };
    // On the host that the entity comes from: another may have a repository of that name.
    const host = from?.startsWith('url:') ? { host: 'git.test' } : {};
    expect(app.environments[0].target.repository).toEqual(
      may ? { ...host, ...repository } : undefined,
    );
    expect(app.problems.map(({ code }) => code)).toEqual(
      may ? [] : ['foreign-repository'],
    );
    const trusting = resolveDeployApp(entity(annotations), {
      ...config,
      trustedRepositories: ['Acme/idp-payments'],
    });
    expect(trusting.environments[0].target.repository).toEqual(repository);
  });

  it('writes nowhere where two environments would have one file, and says how to part them', () => {
    const resolve = (path: string, environments?: string) =>
      resolveDeployApp(
        entity({
          'github.com/project-slug': 'acme/idp-payments',
          'argocd/app-name': 'idp-payments',
          'openportal.dev/manifest-path': path,
          ...(environments && {
            'openportal.dev/environments': environments,
          }),
        }),
        config,
      );
    const shared = resolve('environments/prod');
    expect(shared.problems).toEqual(
      ['development', 'qa'].map(environment => ({
        code: 'shared-manifest-path',
        message: expect.stringContaining(
          `'environments/prod' holds the manifests of '${environment}' and of another environment`,
        ),
        annotation: 'openportal.dev/manifest-path',
      })),
    );
    // `prod` has a branch of its own.
    expect(
      shared.environments.map(({ target }) => target.repository?.name),
    ).toEqual([undefined, undefined, 'idp-payments']);
    expect(resolve('environments/prod', 'qa').problems).toEqual([]);
    expect(resolve('environments/{env}').problems).toEqual([]);
  });

  it('lets an entity reach only its own folder of a repository that many share', () => {
    const shared = (path: string, strategy?: string) =>
      resolveDeployApp(
        entity({
          'openportal.dev/gitops-repo': 'acme/gitops',
          'openportal.dev/manifest-path': path,
          'argocd/app-name': 'idp-payments',
          'backstage.io/managed-by-location':
            'url:https://git.test/acme/idp-payments/blob/main/catalog-info.yaml',
          ...(strategy && { 'openportal.dev/deploy-strategy': strategy }),
        }),
        { ...config, trustedRepositories: ['acme/gitops/apps/{name}'] },
      );
    const own = shared('apps/payments/{env}');
    expect(own.problems).toEqual([]);
    expect(own.environments[0].target.repository).toEqual({
      owner: 'acme',
      name: 'gitops',
    });
    for (const path of [
      'apps/orders/{env}',
      'apps/payments-of-others/{env}',
      'deploy',
    ]) {
      const foreign = shared(path);
      expect(foreign.problems[0]).toMatchObject({
        code: 'foreign-manifest-path',
        message: expect.stringContaining("'apps/payments/{env}'"),
      });
      expect(
        foreign.environments.map(({ target }) => target.repository),
      ).toEqual([undefined, undefined, undefined]);
    }
    // Whatever writes outside of folders gets nothing.
    expect(
      shared('apps/payments/{env}', 'branch').environments[0].target.repository,
    ).toBeUndefined();
  });

  it('gives adapters their annotations, and no more than fits', () => {
    const app = resolveDeployApp(
      entity({
        'argocd/app-name': 'idp-payments',
        'openportal.dev/flux-kustomization': 'payments',
        'openportal.dev/description': 'x'.repeat(1025),
        'example.com/secret': 'no business of theirs',
      }),
      config,
    );
    expect(app.environments[0].target.annotations).toEqual({
      'argocd/app-name': 'idp-payments',
      'openportal.dev/flux-kustomization': 'payments',
    });
    expect(app.problems).toMatchObject([
      {
        code: 'annotation-too-long',
        annotation: 'openportal.dev/description',
      },
    ]);
  });

  it('takes another host for another repository', () => {
    const app = resolveDeployApp(
      entity({
        'openportal.dev/gitops-repo': 'https://other.test/acme/idp-payments',
        'argocd/app-name': 'idp-payments',
        'backstage.io/managed-by-location':
          'url:https://git.test/acme/idp-payments/blob/main/catalog-info.yaml',
      }),
      config,
    );
    expect(app.problems).toMatchObject([{ code: 'foreign-repository' }]);
  });

  it('finds everything of an application with the usual annotations', () => {
    const app = resolveDeployApp(
      entity({
        'github.com/project-slug': 'acme/idp-payments',
        'argocd/app-name': 'idp-payments',
        'openportal.dev/image': 'localhost:7120/acme/idp-payments',
      }),
      config,
    );
    expect(app).toMatchObject({
      entityRef: 'component:default/payments',
      strategy: 'manifest',
      observer: 'argocd',
      owners: ['group:default/team-alpha'],
      problems: [],
    });
    expect(app.environments.map(({ target }) => target)).toMatchObject([
      {
        manifestPath: 'deploy',
        argocdApplication: 'idp-payments',
        namespace: 'payments',
        repository: { owner: 'acme', name: 'idp-payments' },
        imageRepository: 'localhost:7120/acme/idp-payments',
      },
      {
        manifestPath: 'environments/qa',
        argocdApplication: 'idp-payments-qa',
        namespace: 'payments-qa',
      },
      {
        manifestPath: 'environments/prod',
        argocdApplication: 'idp-payments-prod',
        namespace: 'live-payments',
        cluster: 'production',
        branch: 'release',
      },
    ]);
    expect(app.environments[2].url).toBe(
      'https://payments.example.com/live-payments',
    );
  });

  it('follows annotations that say otherwise', () => {
    const app = resolveDeployApp(
      entity({
        'github.com/project-slug': 'acme/idp-payments',
        'argocd/app-name': 'idp-payments',
        'openportal.dev/gitops-repo': 'https://git.example:8443/ops/state.git',
        'openportal.dev/manifest-path': 'apps/payments/{env}',
        'openportal.dev/environments': 'dev, prod',
        'openportal.dev/argocd-app.prod': 'payments-live',
        'openportal.dev/container': 'web',
        'openportal.dev/slack-channel': '#payments',
      }),
      config,
    );
    expect(app.slackChannel).toBe('#payments');
    expect(app.environments.map(({ target }) => target)).toMatchObject([
      { environment: 'development', manifestPath: 'apps/payments/development' },
      {
        environment: 'prod',
        manifestPath: 'apps/payments/prod',
        argocdApplication: 'payments-live',
        container: 'web',
        repository: { host: 'git.example:8443', owner: 'ops', name: 'state' },
      },
    ]);
  });

  it('names each annotation that is wrong, and keeps the rest', () => {
    const app = resolveDeployApp(
      entity({
        'argocd/app-name': 'idp-payments',
        'openportal.dev/gitops-repo': 'file:///etc/passwd',
        'openportal.dev/manifest-path': '../../.github/workflows',
        'openportal.dev/environments': 'qa,moon',
        'openportal.dev/image': 'not an image',
      }),
      config,
    );
    expect(app.problems.map(({ code }) => code).sort()).toEqual([
      'bad-image',
      'bad-manifest-path',
      'bad-repository',
      'unknown-environment',
    ]);
    expect(app.environments).toHaveLength(1);
    expect(app.environments[0].target.repository).toBeUndefined();
    expect(app.environments[0].target.manifestPath).toBe('deploy');
  });

  it('says which annotation is missing', () => {
    const { problems } = resolveDeployApp(entity({}), config);
    expect(problems.map(({ annotation }) => annotation)).toEqual([
      'openportal.dev/deploy-strategy',
      'openportal.dev/observer',
    ]);
  });
});

describe('inferAdapters', () => {
  it.each([
    [{ 'argocd/app-name': 'a' }, 'manifest', 'argocd'],
    [{ 'openportal.dev/argocd-app.qa': 'a' }, 'manifest', 'argocd'],
    [{ 'openportal.dev/flux-kustomization': 'a' }, 'manifest', 'flux'],
    [
      { 'openportal.dev/flux-kustomization': 'a', 'argocd/app-name': 'a' },
      'manifest',
      'argocd',
    ],
    [{ 'jenkins.io/job-full-name': 'a' }, 'job', 'jenkins'],
    [{ 'crossplane.io/claim-name': 'a' }, 'order', 'crossplane'],
    [{ 'backstage.io/kubernetes-id': 'a' }, undefined, 'kubernetes'],
    [
      { 'argocd/app-name': 'a', 'openportal.dev/observer': 'kubernetes' },
      'manifest',
      'kubernetes',
    ],
    [{ 'example.com/other': 'a' }, 'branch', 'flux'],
  ])('chooses from %j', (annotations, strategy, observer) => {
    expect(
      inferAdapters(entity(annotations as Record<string, string>), {
        strategy: 'branch',
        observer: 'flux',
      }),
    ).toEqual({ strategy, observer });
  });
});
