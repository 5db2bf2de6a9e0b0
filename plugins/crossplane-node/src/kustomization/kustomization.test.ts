import fc from 'fast-check';
import { parse } from 'yaml';
import { editResources } from './editResources';
import { parseKustomization, resolveEntry } from './parseKustomization';

describe('editResources', () => {
  const sorted = [
    '# What the team ordered',
    'apiVersion: kustomize.config.k8s.io/v1beta1',
    'kind: Kustomization',
    'resources:',
    '- a.yaml # the first',
    '# the second',
    '- "c.yaml"',
    'labels: [{ pairs: { team: alpha } }]',
    '',
  ].join('\n');

  it('changes one line and keeps order, comments and format', () => {
    expect(editResources(sorted, { add: 'b.yaml' })).toBe(
      sorted.replace('- "c.yaml"', '- b.yaml\n- "c.yaml"'),
    );
    expect(editResources(sorted, { add: 'd.yaml' })).toBe(
      sorted.replace('- "c.yaml"', '- "c.yaml"\n- d.yaml'),
    );
    expect(editResources(sorted, { remove: 'a.yaml' })).toBe(
      sorted.replace('- a.yaml # the first\n', ''),
    );
    expect(editResources(sorted, { add: 'a.yaml' })).toBe(sorted);
    expect(editResources(sorted, { remove: 'x.yaml' })).toBe(sorted);
    const unsorted = 'resources:\n  - z.yaml\n  - a.yaml';
    expect(editResources(unsorted, { add: 'b.yaml' })).toBe(
      'resources:\n  - z.yaml\n  - a.yaml\n  - b.yaml',
    );
  });

  it.each([
    ['resources: []\n', 'resources:\n- a.yaml\n'],
    ['resources:\n', 'resources:\n- a.yaml\n'],
    [
      'kind: Kustomization\nresources: [b.yaml]\n',
      'kind: Kustomization\nresources: [ a.yaml, b.yaml ]\n',
    ],
  ])('adds to %j', (content, expected) => {
    expect(editResources(content, { add: 'a.yaml' })).toBe(expected);
  });

  it('A23: the last order leaves an empty list, which kustomize builds', () => {
    const one = '# kept\nresources:\n  - a.yaml\nnamespace: x\n';
    expect(editResources(one, { remove: 'a.yaml' })).toBe(
      '# kept\nresources: []\nnamespace: x\n',
    );
  });

  it('gives the wanted list for any list', () => {
    const entry = fc.stringMatching(/^[a-z0-9]{1,6}(\/[a-z0-9]{1,4})?\.yaml$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { maxLength: 6 }),
        entry,
        fc.constantFrom('- ', '  - ', '    -   '),
        (entries, change, marker) => {
          const content = `resources:\n${entries
            .map(item => `${marker}${item}\n`)
            .join('')}namePrefix: x\n`;
          const added = editResources(content, { add: change });
          expect(parse(added)).toEqual({
            resources: expect.arrayContaining([...entries, change]),
            namePrefix: 'x',
          });
          const removed = parse(editResources(added, { remove: change }));
          expect(removed.resources).toEqual(
            entries.filter(item => item !== change),
          );
        },
      ),
    );
  });
});

describe('parseKustomization', () => {
  it('reads the list or says what is wrong', () => {
    expect(parseKustomization('')).toEqual({});
    expect(parseKustomization('kind: Component\n')).toEqual({});
    expect(parseKustomization('resources:\n')).toEqual({ resources: [] });
    expect(parseKustomization('resources: [a, b]')).toEqual({
      resources: ['a', 'b'],
    });
    expect(parseKustomization('resources: x').problem).toMatch('not a list');
    expect(parseKustomization('resources: [{}]').problem).toMatch('not text');
    expect(parseKustomization('- x').problem).toMatch('not a map');
    expect(parseKustomization('a: [').problem).toBeTruthy();
  });

  it('knows entries of the repository from addresses', () => {
    expect(resolveEntry('a/b', './c.yaml')).toBe('a/b/c.yaml');
    expect(resolveEntry('a/b', '../c/')).toBe('a/c');
    expect(resolveEntry('', 'c.yaml')).toBe('c.yaml');
    for (const address of [
      'https://example.com/x.yaml',
      'github.com/acme/x?ref=v1',
      'git@github.com:acme/x',
      'ssh://git@example.com/x',
    ]) {
      expect(resolveEntry('a', address)).toBeUndefined();
    }
  });
});
