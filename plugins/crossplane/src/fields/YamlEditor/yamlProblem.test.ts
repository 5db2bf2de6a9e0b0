import { findYamlProblem, MAX_YAML_LENGTH } from './yamlProblem';

describe('findYamlProblem', () => {
  it.each(['', 'a: 1', '- 1\n- 2', '# only a comment', 'text', 'a: |\n  b\n'])(
    'takes %j',
    text => {
      expect(findYamlProblem(text)).toBeUndefined();
    },
  );

  it('says where the first mistake is', () => {
    expect(findYamlProblem('size: 1\nlist:\n  - a\n - b\n')).toMatchObject({
      kind: 'syntax',
      line: 4,
      reason: expect.stringMatching(/^\S.*[a-z]/),
    });
    expect(findYamlProblem('a: {')).toMatchObject({ line: 1 });
    expect(findYamlProblem('a: 1\na: 2')).toMatchObject({
      line: 2,
      column: 1,
      reason: 'Map keys must be unique',
    });
  });

  it('refuses what can grow without limit when it is read', () => {
    expect(findYamlProblem('a: &x [1]\nb: *x')).toMatchObject({
      kind: 'syntax',
      reason: expect.stringMatching(/alias/i),
    });
  });

  it('refuses more than one document', () => {
    expect(findYamlProblem('a: 1\n---\nb: 2\n')).toMatchObject({
      kind: 'syntax',
    });
  });

  it('refuses long texts without reading them', () => {
    expect(findYamlProblem('a'.repeat(MAX_YAML_LENGTH))).toBeUndefined();
    expect(findYamlProblem('a'.repeat(MAX_YAML_LENGTH + 1))).toMatchObject({
      kind: 'length',
    });
  });
});
