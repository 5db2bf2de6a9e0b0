import { Entity } from '@backstage/catalog-model';
import { CatalogProcessorResult } from '@backstage/plugin-catalog-node';
import { TemplateRelationProcessor } from './TemplateRelationProcessor';

const resource: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name: 'www',
    annotations: { 'crossplane.io/xrd-name': 'dnsrecords.example.org' },
  },
  spec: { scaffoldedFrom: 'template:default/dns' },
};

async function relationsOf(entity: Entity): Promise<unknown[]> {
  const emitted: CatalogProcessorResult[] = [];
  const processed = await new TemplateRelationProcessor().postProcessEntity(
    entity,
    { type: 'kubernetes', target: 'x' },
    result => emitted.push(result),
  );
  expect(processed).toBe(entity);
  return emitted.flatMap(result =>
    result.type === 'relation'
      ? [[result.relation.type, result.relation.target.kind]]
      : [],
  );
}

describe('TemplateRelationProcessor', () => {
  it('relates a resource of a cluster and its template both ways', async () => {
    expect(await relationsOf(resource)).toEqual([
      ['scaffoldedFrom', 'template'],
      ['scaffolderOf', 'Resource'],
    ]);
  });

  it('leaves entities of others alone', async () => {
    expect(
      await relationsOf({ ...resource, metadata: { name: 'www' } }),
    ).toEqual([]);
    expect(await relationsOf({ ...resource, kind: 'Component' })).toEqual([]);
    expect(await relationsOf({ ...resource, spec: {} })).toEqual([]);
  });
});
