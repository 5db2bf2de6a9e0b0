import { findDrift } from './findDrift';

const ref = {
  cluster: 'one',
  namespace: 'team-alpha',
  xrd: 'things.example.org',
  name: 'www',
};
const file = (spec: string) => `apiVersion: example.org/v1
kind: Thing
metadata:
  name: www
  namespace: team-alpha
spec:
${spec}`;
const found = (spec: Record<string, unknown>) => ({
  apiVersion: 'example.org/v1',
  kind: 'Thing',
  metadata: { name: 'www', namespace: 'team-alpha' },
  spec,
});

describe('findDrift', () => {
  it('names the fields that differ, not their values', () => {
    const content = file(
      '  replicas: 2\n  tags: [a, b]\n  nested: { secret: git, same: 1 }\n  list: [1]\n',
    );
    expect(
      findDrift(
        ref,
        content,
        found({
          replicas: 3,
          tags: ['a', 'c'],
          nested: { secret: 'cluster', same: 1 },
          list: [1, 2],
          // Defaults and Crossplane's own fields are not in git.
          extra: true,
          crossplane: { compositionRef: { name: 'x' } },
        }),
      ),
    ).toEqual([
      'spec.replicas',
      'spec.tags[1]',
      'spec.nested.secret',
      'spec.list',
    ]);
  });

  it('finds none where git and cluster agree, or the file is something else', () => {
    const content = file('  a: 1\n  empty: {}\n  nothing: null\n');
    expect(findDrift(ref, content, found({ a: 1 }))).toEqual([]);
    expect(findDrift(ref, 'nonsense: [', found({ a: 2 }))).toEqual([]);
    expect(
      findDrift(ref, content.replace('name: www', 'name: other'), found({})),
    ).toEqual([]);
  });

  it('B12: survives fields with a meaning in JavaScript', () => {
    const content = file('  __proto__: { polluted: true }\n  constructor: x\n');
    expect(findDrift(ref, content, found({}))).toContain('spec.constructor');
    expect({}).not.toHaveProperty('polluted');
  });
});
