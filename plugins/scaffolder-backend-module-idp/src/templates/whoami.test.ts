import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { FieldFormatEntityPolicy, type Entity } from '@backstage/catalog-model';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { readFolder, repositoryPath } from './__testUtils__/repositoryFiles';
import { renderTemplate } from './__testUtils__/renderTemplate';

const inputs = {
  usual: {
    name: 'hello',
    description: 'Says hello',
    owner: 'group:default/team-alpha',
    cluster: 'platform',
    namespace: 'team-alpha',
    replicas: 1,
    domain: 'hello.apps.example.com',
    organization: 'acme',
  },
  awkward: {
    name: `a${'b'.repeat(38)}9`,
    description: 'Ends in a colon: "quotes", \\ and #hash {{ braces }} {% x %}',
    owner: 'user:other/developer',
    cluster: 'eu-1',
    namespace: 'x',
    replicas: 5,
    domain: 'a.b',
    organization: 'acme',
  },
};

async function readTemplate(): Promise<Entity> {
  const file = repositoryPath('templates', 'whoami', 'template.yaml');
  return parse(await fs.readFile(file, 'utf8'));
}

describe('template whoami', () => {
  const directory = createMockDirectory();

  beforeEach(() => {
    directory.clear();
  });

  it('is a template that the catalog reads', async () => {
    expect(
      await templateEntityV1beta3Validator.check(await readTemplate()),
    ).toBe(true);
    const all = await fs.readFile(
      repositoryPath('templates', 'all.yaml'),
      'utf8',
    );
    expect(parse(all).spec.targets).toContain('./whoami/template.yaml');
  });

  it('asks for the domain and the replicas that the order has', async () => {
    const { spec } = await readTemplate();
    const pages: Array<{ properties: { spec?: object } }> = JSON.parse(
      JSON.stringify(spec?.parameters),
    );
    const field = pages.flatMap(({ properties }) => properties.spec ?? []);
    expect(field).toHaveLength(1);
    const validate = new Ajv({ strict: false }).compile(field[0]);
    expect(validate({ replicas: 1, domain: 'hello.example.com' })).toBe(true);
    for (const wrong of [
      {},
      { replicas: 1 },
      { domain: 'hello.example.com' },
      { replicas: 0, domain: 'hello.example.com' },
      { replicas: 6, domain: 'hello.example.com' },
      { replicas: 1.5, domain: 'hello.example.com' },
      { replicas: 1, domain: 'hello' },
      { replicas: 1, domain: 'https://hello.example.com' },
      { replicas: 1, domain: 'Hello.example.com' },
    ]) {
      expect([wrong, validate(wrong)]).toEqual([wrong, false]);
    }
  });

  it.each(Object.entries(inputs))('renders: %s', async (_case, values) => {
    const workspacePath = join(directory.path, 'workspace');
    await renderTemplate({
      template: 'whoami',
      folders: ['content'],
      values,
      workspacePath,
      temporaryPath: join(directory.path, 'temporary-'),
    });
    const files = await readFolder(workspacePath);
    // No deploy/: Argo CD must not run what Crossplane runs.
    expect(Object.keys(files).sort()).toEqual([
      'README.md',
      'catalog-info.yaml',
      'docs/index.md',
      'mkdocs.yml',
    ]);
    const { name, description, owner, namespace, domain } = values;
    expect(parse(files['catalog-info.yaml'])).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name,
        description,
        annotations: {
          'github.com/project-slug': `acme/idp-${name}`,
          'backstage.io/techdocs-ref': 'dir:.',
        },
        tags: ['whoami'],
        links: [{ url: `https://${domain}`, title: 'Service' }],
      },
      spec: { type: 'service', lifecycle: 'experimental', owner },
    });
    await new FieldFormatEntityPolicy().enforce(
      parse(files['catalog-info.yaml']),
    );
    expect(parse(files['mkdocs.yml'])).toMatchObject({
      site_name: name,
      site_description: description,
      nav: [{ Overview: 'index.md' }],
    });
    for (const path of ['README.md', 'docs/index.md']) {
      expect(files[path]).toContain(`# ${name}\n\n${description}\n`);
      expect(files[path]).toContain(domain);
      expect(files[path]).toContain(namespace);
      expect(files[path]).not.toContain('${{');
    }
  });
});
