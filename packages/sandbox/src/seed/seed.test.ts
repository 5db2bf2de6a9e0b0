import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { people, teams } from './people';
import { argoManifests, fluxManifests } from './platformManifests';
import { readShippedManifests } from './shippedManifests';

const targets = {
  organization: 'sandbox',
  gitHubUrl: 'http://localhost:7100',
  gitHubApiUrl: 'http://localhost:7100/api/v3',
  registryHost: 'localhost:7120',
};

// Not the working directory: all packages may be tested from the top.
const sandboxFolder = dirname(require.resolve('../../package.json'));
const platform = join(sandboxFolder, '..', '..', 'platform');

function names(manifests: Array<{ kind: string; metadata: { name: string } }>) {
  return manifests
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .sort();
}

describe('seed', () => {
  it('takes the manifests that the checkout ships, with the addresses of the sandbox', () => {
    const shipped = {
      argocd: readShippedManifests(join(platform, 'argocd'), targets) ?? [],
      flux: readShippedManifests(join(platform, 'flux'), targets) ?? [],
    };
    expect(names(shipped.argocd)).toEqual(names(argoManifests(targets)));
    expect(names(shipped.flux)).toEqual(names(fluxManifests(targets)));
    const text = JSON.stringify(shipped);
    expect(text).not.toMatch(/acme|github\.com/);
    expect(text).toContain('"api":"http://localhost:7100/api/v3"');
    expect(text).toContain('"organization":"sandbox"');
    expect(text).toContain('"http://localhost:7100/sandbox/idp-*"');
    expect(text).toContain('"http://localhost:7100/sandbox/catalog.git"');
    expect(text).toContain(
      '"http://localhost:7100/sandbox/catalog-orders.git"',
    );
  });

  it('does without shipped manifests, and refuses what is no manifest', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-'));
    expect(readShippedManifests(folder, targets)).toBeUndefined();
    await writeFile(join(folder, 'settings.yaml'), 'data: {}\n');
    expect(readShippedManifests(folder, targets)).toEqual([]);
    await writeFile(join(folder, 'wrong.yaml'), 'kind: Nothing\n');
    expect(() => readShippedManifests(folder, targets)).toThrow(/apiVersion/);
    await rm(folder, { recursive: true });
  });

  it('has the same people and teams as the catalog', () => {
    const entities = parseAllDocuments(
      readFileSync(join(sandboxFolder, 'catalog', 'organization.yaml'), 'utf8'),
    ).map(document => document.toJS());
    const named = (kind: string) =>
      entities
        .filter(entity => entity.kind === kind)
        .map(entity => entity.metadata.name)
        .sort();
    expect(named('User')).toEqual(people.map(({ login }) => login).sort());
    expect(named('Group')).toEqual(teams.map(({ slug }) => slug).sort());
    for (const { login, email, groups } of people) {
      const entity = entities.find(
        ({ kind, metadata }) => kind === 'User' && metadata.name === login,
      );
      expect(entity.spec).toMatchObject({
        memberOf: groups,
        profile: { email },
      });
    }
  });
});
