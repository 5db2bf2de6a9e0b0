import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { KubernetesObject } from '../kubernetes/types';
import { buildKustomization } from './buildKustomization';
import { KustomizeError } from './KustomizeError';

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels: { app: 'shop' } },
      spec: {
        serviceAccountName: 'shop',
        containers: [
          {
            name: 'app',
            image: 'localhost:7120/sandbox/shop:sha-1',
            ports: [{ containerPort: 3000 }],
            env: [{ name: 'A', value: '1' }],
            envFrom: [{ configMapRef: { name: 'settings' } }],
          },
          { name: 'side', image: 'nginx' },
        ],
      },
    },
  },
};
const BASE = {
  'deploy/kustomization.yaml': stringify({
    resources: ['namespace.yaml', 'deployment.yaml', 'access.yaml'],
  }),
  'deploy/namespace.yaml': stringify({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  }),
  'deploy/deployment.yaml': stringify(DEPLOYMENT),
  'deploy/access.yaml': [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'shop' },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'shop' },
      spec: { selector: { app: 'shop' }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'shop' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'view',
      },
      subjects: [
        { kind: 'ServiceAccount', name: 'shop' },
        { kind: 'ServiceAccount', name: 'other', namespace: 'else' },
      ],
    },
  ]
    .map(object => stringify(object))
    .join('---\n'),
};

const OVERLAYS: Record<string, Record<string, string>> = {
  'environment with namespace and patches': {
    'environments/qa/kustomization.yaml': stringify({
      resources: ['../../deploy'],
      namespace: 'shop-qa',
      patches: [
        { path: 'deployment.yaml' },
        {
          target: { kind: 'Service', name: 'sh.*' },
          patch: stringify([
            { op: 'replace', path: '/spec/ports/0/port', value: 8080 },
          ]),
        },
      ],
    }),
    'environments/qa/deployment.yaml': stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop' },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'app',
                image: 'localhost:7120/sandbox/shop:sha-2',
                env: [{ name: 'B', value: '2' }],
              },
            ],
          },
        },
      },
    }),
  },
  'images, replicas, labels, affixes': {
    'environments/qa/kustomization.yaml': stringify({
      resources: ['../../deploy'],
      namePrefix: 'pre-',
      nameSuffix: '-suf',
      commonLabels: { tier: 'front' },
      labels: [{ pairs: { plain: 'label' } }],
      commonAnnotations: { note: 'hello' },
      replicas: [{ name: 'shop', count: 3 }],
      images: [
        {
          name: 'localhost:7120/sandbox/shop',
          digest: `sha256:${'a'.repeat(64)}`,
        },
        { name: 'nginx', newName: 'example.org/web/nginx', newTag: '1.27' },
      ],
    }),
  },
  replacements: {
    'environments/qa/kustomization.yaml': stringify({
      resources: ['../../deploy', 'settings.yaml'],
      replacements: [
        {
          source: {
            kind: 'ConfigMap',
            name: 'settings',
            fieldPath: 'data.image',
          },
          targets: [
            {
              select: { kind: 'Deployment' },
              fieldPaths: [
                'spec.template.spec.containers.[name=side].image',
                'spec.template.spec.containers.0.image',
              ],
            },
            {
              select: { kind: 'Service', name: 'shop' },
              fieldPaths: ['metadata.annotations.example\\.org/image'],
              options: { create: true },
            },
          ],
        },
      ],
    }),
    'environments/qa/settings.yaml': stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'settings',
        annotations: { 'config.kubernetes.io/local-config': 'true' },
      },
      data: { image: 'replaced:1' },
    }),
  },
  'deleting patches': {
    'environments/qa/kustomization.yaml': stringify({
      resources: ['../../deploy'],
      patches: [
        {
          patch: stringify({
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'shop' },
            $patch: 'delete',
          }),
        },
        {
          patch: stringify({
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: { name: 'shop' },
            spec: {
              replicas: null,
              template: {
                spec: { containers: [{ name: 'side', $patch: 'delete' }] },
              },
            },
          }),
        },
      ],
    }),
  },
};

function build(files: Record<string, string>) {
  return buildKustomization(new Map(Object.entries(files)), 'environments/qa');
}

function buildWithKubectl(files: Record<string, string>): KubernetesObject[] {
  const directory = mkdtempSync(join(tmpdir(), 'openportal-kustomize-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const { stdout, stderr } = spawnSync(
      'kubectl',
      ['kustomize', join(directory, 'environments/qa')],
      { encoding: 'utf8' },
    );
    if (stdout === '') {
      throw new Error(stderr);
    }
    return parseAllDocuments(stdout).map(it => it.toJS() as KubernetesObject);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const byName = (objects: KubernetesObject[]) =>
  Object.fromEntries(
    objects.map(object => [`${object.kind}/${object.metadata.name}`, object]),
  );

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

describe('buildKustomization', () => {
  (hasKubectl ? describe : describe.skip)('agrees with kubectl', () => {
    it.each(Object.entries(OVERLAYS))('on %s', (_name, overlay) => {
      const files = { ...BASE, ...overlay };
      expect(byName(build(files))).toEqual(byName(buildWithKubectl(files)));
    });
  });

  it('puts an environment into its namespace and pins its version', () => {
    const overlay = OVERLAYS['environment with namespace and patches'];
    const objects = byName(build({ ...BASE, ...overlay }));
    expect(objects['Namespace/shop-qa']).toBeDefined();
    expect(objects['Deployment/shop']).toMatchObject({
      metadata: { namespace: 'shop-qa' },
      spec: {
        template: {
          spec: {
            containers: [
              { image: 'localhost:7120/sandbox/shop:sha-2' },
              { image: 'nginx' },
            ],
          },
        },
      },
    });
    expect(objects['RoleBinding/shop'].subjects).toMatchObject([
      { namespace: 'shop-qa' },
      { namespace: 'else' },
    ]);
  });

  it('renames generated config maps with their content and where they are used', () => {
    const overlay = (value: string) => ({
      'environments/qa/kustomization.yaml': stringify({
        resources: ['../../deploy'],
        configMapGenerator: [{ name: 'settings', literals: [`a=${value}`] }],
      }),
    });
    const nameOf = (objects: KubernetesObject[]) =>
      objects.find(({ kind }) => kind === 'ConfigMap')?.metadata.name;
    const one = build({ ...BASE, ...overlay('1') });
    expect(nameOf(one)).toMatch(/^settings-[0-9a-f]{10}$/);
    expect(JSON.stringify(one)).toContain(
      `"configMapRef":{"name":"${nameOf(one)}"}`,
    );
    expect(nameOf(build({ ...BASE, ...overlay('2') }))).not.toBe(nameOf(one));
  });

  it.each([
    ['an unknown field', { resource: [] }, /Unrecognized key/],
    ['a missing file', { resources: ['nothing.yaml'] }, /no such file/],
    ['a remote base', { resources: ['https://example.org/x'] }, /remote/],
    ['a way out', { resources: ['../../../../etc'] }, /leaves the repository/],
    ['a cycle', { resources: ['../../environments'] }, /cycle|unable to find/],
    [
      'a patch for nothing',
      {
        resources: ['../../deploy'],
        patches: [
          {
            patch: stringify({
              apiVersion: 'v1',
              kind: 'Secret',
              metadata: { name: 'x' },
            }),
          },
        ],
      },
      /no matches for Id/,
    ],
  ])('refuses %s', (_name, kustomization, message) => {
    const files = {
      ...BASE,
      'environments/kustomization.yaml': stringify({ resources: ['qa'] }),
      'environments/qa/kustomization.yaml': stringify(kustomization),
    };
    expect(() => build(files)).toThrow(KustomizeError);
    expect(() => build(files)).toThrow(message);
  });
});
