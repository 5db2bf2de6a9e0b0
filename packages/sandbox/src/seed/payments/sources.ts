import { yamlText } from '../yamlText';

/** The repository around the manifests: service, build and catalog entry. */
export function sourceFiles(options: {
  organization: string;
  registryHost: string;
  gitHubUrl: string;
}): Record<string, string> {
  return {
    'README.md':
      '# payments\n\nTakes payments. Pushes to `main` are built and run in development; other environments get a version by promotion.\n',
    'docs/index.md':
      '# payments\n\nThe service answers on port 3000: `/health`, `/ready` and `/payments`.\n',
    'mkdocs.yml': yamlText({
      site_name: 'payments',
      nav: [{ Home: 'index.md' }],
      plugins: ['techdocs-core'],
    }),
    'package.json': `${JSON.stringify(
      {
        name: 'payments',
        version: '1.0.0',
        private: true,
        scripts: { start: 'node src/server.js', test: 'node --test' },
      },
      undefined,
      2,
    )}\n`,
    Dockerfile: [
      'FROM node:22-alpine',
      'WORKDIR /app',
      'COPY package.json ./',
      'COPY src ./src',
      'USER node',
      'EXPOSE 3000',
      'CMD ["node", "src/server.js"]',
      '',
    ].join('\n'),
    'catalog-info.yaml': catalogInfo(options),
    '.github/workflows/ci.yml': workflow(options),
  };
}

function catalogInfo(options: {
  organization: string;
  registryHost: string;
  gitHubUrl: string;
}): string {
  const slug = `${options.organization}/idp-payments`;
  return yamlText({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'payments',
      title: 'Payments',
      description: 'Takes payments',
      tags: ['nodejs'],
      annotations: {
        'github.com/project-slug': slug,
        'argocd/app-name': 'idp-payments',
        'backstage.io/kubernetes-id': 'payments',
        'openportal.dev/image': `${options.registryHost}/${slug}`,
        'backstage.io/techdocs-ref': 'dir:.',
      },
      links: [{ url: `${options.gitHubUrl}/${slug}`, title: 'Repository' }],
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-alpha' },
  });
}

function workflow(options: {
  organization: string;
  registryHost: string;
}): string {
  const image = `${options.registryHost}/${options.organization}/idp-payments`;
  return yamlText({
    name: 'CI',
    on: {
      push: { branches: ['main'], 'paths-ignore': ['environments/**'] },
      pull_request: {},
    },
    permissions: { contents: 'read' },
    concurrency: {
      group: 'ci-${{ github.ref }}',
      'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
    },
    jobs: {
      build: {
        'runs-on': 'ubuntu-latest',
        'timeout-minutes': 15,
        permissions: { contents: 'write', packages: 'write' },
        steps: [
          {
            name: 'Check out',
            uses: 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683',
          },
          { name: 'Test', run: 'npm test' },
          {
            name: 'Build',
            run: `docker build --tag "${image}:sha-\${GITHUB_SHA}" --tag "${image}:latest" .`,
          },
          {
            name: 'Push',
            if: "github.event_name == 'push'",
            run: `docker push --all-tags "${image}"`,
          },
          {
            name: 'Set the image',
            if: "github.event_name == 'push'",
            run: [
              `digest="$(docker inspect --format '{{index .RepoDigests 0}}' "${image}:sha-\${GITHUB_SHA}" | cut -d@ -f2)"`,
              `yq --inplace '(.spec.template.spec.containers[] | select(.name == "app")).image = "'"${image}:sha-\${GITHUB_SHA}@\${digest}"'"' deploy/deployment.yaml`,
              'git config user.name "github-actions[bot]"',
              'git config user.email "41898282+github-actions[bot]@users.noreply.github.com"',
              'git commit --all --message "Deploy ${GITHUB_SHA} to development [skip ci]"',
              'git push',
              '',
            ].join('\n'),
          },
        ],
      },
    },
  });
}
