import { parse } from 'yaml';
import {
  hasKubectl,
  kubectlKustomize,
  parseManifests,
  validateManifest,
} from './__testUtils__/kubernetes';
import { readFolder, repositoryPath } from './__testUtils__/repositoryFiles';

const folder = repositoryPath('platform', 'argocd');

/** The value at a path such as `spec.generators.0.name`. */
function readField(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null
          ? Reflect.get(inner, key)
          : undefined,
      value,
    );
}

describe('platform/argocd', () => {
  it('has manifests that Argo CD accepts', async () => {
    const files = await readFolder(folder);
    for (const path of [
      'project.yaml',
      'workloads.yaml',
      'environments.yaml',
    ]) {
      for (const manifest of parseManifests(files[path])) {
        expect(validateManifest(manifest)).toBe(true);
        expect(manifest.metadata.namespace).toBe('argocd');
      }
    }
  });

  it('finds repositories of apps, by one filter with both conditions', async () => {
    const files = await readFolder(folder);
    const workloads = parse(files['workloads.yaml']).spec.generators[0];
    const environments = parse(files['environments.yaml']).spec.generators[0];
    const providers = [
      [workloads, 'deploy'],
      [environments.matrix.generators[0], 'environments'],
    ];
    for (const [generator, path] of providers) {
      const { filters, requeueAfterSeconds } = generator.scmProvider;
      expect(requeueAfterSeconds).toBe(120);
      expect(filters).toEqual([
        { repositoryMatch: expect.any(String), pathsExist: [path] },
      ]);
      const pattern = new RegExp(filters[0].repositoryMatch);
      expect(pattern.test('idp-payments')).toBe(true);
      expect(pattern.test(`idp-${'a'.repeat(40)}`)).toBe(true);
      expect(pattern.test(`idp-${'a'.repeat(41)}`)).toBe(false);
      expect(pattern.test('catalog-orders')).toBe(false);
      expect(pattern.test('my-idp-x')).toBe(false);
    }
  });

  it('takes every value that differs from settings.yaml', async () => {
    const files = await readFolder(folder);
    const { data } = parse(files['settings.yaml']);
    const { replacements } = parse(files['kustomization.yaml']);
    const manifests = [
      'project.yaml',
      'workloads.yaml',
      'environments.yaml',
    ].flatMap(path => parseManifests(files[path]));
    const reached: string[] = [];
    for (const { source, targets } of replacements) {
      const value = data[source.fieldPath.replace('data.', '')];
      for (const { select, fieldPaths } of targets) {
        const manifest = manifests.find(
          ({ kind, metadata }) =>
            kind === select.kind && metadata.name === select.name,
        );
        for (const fieldPath of fieldPaths) {
          expect(readField(manifest, fieldPath)).toBe(value);
          reached.push(fieldPath);
        }
      }
    }
    expect(reached).toHaveLength(11);
  });

  it('builds with the real kustomize, where it is at hand', async () => {
    const manifests = hasKubectl
      ? await kubectlKustomize(folder)
      : parseManifests(
          Object.values(await readFolder(folder)).join('---\n'),
        ).filter(({ apiVersion }) => apiVersion.startsWith('argoproj.io'));
    expect(manifests.map(validateManifest)).toEqual([true, true, true]);
  });
});
