import {
  Entity,
  entityEnvelopeSchemaValidator,
} from '@backstage/catalog-model';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { convertXrd } from './convertXrd';
import { readXrdFile } from './input/readXrdFile';
import { ExpressionReader } from './lint/cel/ExpressionReader';
import { lintXrd } from './lint/lintXrd';

const folder = join(
  require.resolve('@openportal/plugin-crossplane-common/package.json'),
  '..',
  'src',
  'fixtures',
  'xrds',
);
const options = {
  cluster: 'platform',
  prefix: 'terasky.backstage.io',
  owner: 'group:default/platform-team',
};
/** Forms cope with these, clusters do not. */
const REFUSED: Record<string, string[]> = {
  'list-sets.yaml': ['free.items'],
  'reference.yaml': [
    'unknown.$ref',
    'cyclic.$ref',
    'titled.type',
    'titled.oneOf[0].type',
    'unusual.type',
  ],
};

describe('a corpus of difficult XRDs', () => {
  const files = readdirSync(folder).filter(file => file.endsWith('.yaml'));

  it('is there', () => {
    expect(files.length).toBeGreaterThan(30);
  });

  it.each(files)('%s becomes valid entities', async file => {
    const { object, xrd, problems } = await readXrdFile(join(folder, file));
    expect(problems).toBeUndefined();
    const { entities, problems: found } = convertXrd(object!, xrd!, options);
    expect(found).toEqual([]);
    expect(entities.map(({ kind }: Entity) => kind)).toEqual([
      'Template',
      ...xrd!.versions.map(() => 'API'),
    ]);
    entities.forEach(entity => entityEnvelopeSchemaValidator()(entity));
  });

  it.each(files)('%s has exactly the known errors', async file => {
    const { object } = await readXrdFile(join(folder, file));
    const expressions = await ExpressionReader.load();
    const errors = lintXrd(object!, { ...options, expressions })
      .filter(({ severity }) => severity === 'error')
      .map(({ path }) => path);
    const expected = REFUSED[file] ?? [];
    expect(errors.length > 0).toBe(expected.length > 0);
    for (const end of expected) {
      expect(errors.some(path => path.endsWith(end))).toBe(true);
    }
  });
});
