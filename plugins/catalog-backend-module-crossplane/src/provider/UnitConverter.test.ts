import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  defaultOptions,
  dnsRecord,
  dnsRecordXrd,
} from '../__testUtils__/objects';
import { TemplateNames } from '../convert/types';
import { PackedObject } from '../source/PackedObject';
import { problemsOf, Unit } from './Unit';
import { convertUnit } from './UnitConverter';
import { UnitSource } from './UnitSource';

const NAME = 'dnsrecords.network.openportal.dev';

/** A record that a proxy or a defect mutilated: no API server answers numbers in annotations. */
function mutilated(name: string): KubernetesObject {
  return JSON.parse(
    JSON.stringify(dnsRecord(name, { 'terasky.backstage.io/title': 'TITLE' }))
      .split('"TITLE"')
      .join('7'),
  );
}

function convert(
  records: KubernetesObject[],
  previous?: Unit,
  names: TemplateNames = {},
) {
  const packed = records.map(record => ({
    key: `team-alpha/${record.metadata.name}`,
    unpack: () => record,
  }));
  const definition = PackedObject.pack(dnsRecordXrd(), object => object);
  const source: UnitSource = {
    cluster: 'platform',
    definitionsListed: true,
    definition: () => definition,
    compositions: () => [],
    composites: () => packed,
    composite: (_, key) => packed.find(object => object.key === key),
    compositesFail: () => false,
    namespaceOwner: () => undefined,
  };
  return convertUnit(NAME, previous, 'all', {
    sources: [source],
    stale: new Set(),
    readable: new Map(),
    names,
    options: defaultOptions,
  });
}

describe('convertUnit', () => {
  it('B6: reports a resource that cannot be made, and takes the others', () => {
    const { unit, changed } = convert([dnsRecord('one'), mutilated('two')]);
    expect(changed.map(({ entity }) => entity.metadata.title)).toEqual([
      'DNSRecord v1.0.2',
      expect.stringContaining('DNSRecord'),
      'one',
    ]);
    expect(problemsOf(unit)).toEqual([
      {
        cluster: 'platform',
        xrd: NAME,
        path: 'team-alpha/two',
        reason: expect.any(String),
      },
    ]);
  });

  it('B6: keeps a resource that cannot be made any more, until it is gone', () => {
    const { unit } = convert([dnsRecord('one')]);
    const bad = convert([mutilated('one')], unit).unit;
    expect([...bad.composites.keys()]).toEqual(['platform/team-alpha/one']);
    expect(problemsOf(bad)).toHaveLength(1);
    const gone = convert([], bad).unit;
    expect(gone.composites.size).toBe(0);
    expect(problemsOf(gone)).toEqual([]);
  });

  it('B6: names the entities that it cannot make, as the catalog may have them', () => {
    const good = convert([dnsRecord('one'), dnsRecord('two')]).unit;
    expect(good.refusedShared).toEqual([]);
    expect(good.refusedComposites.size).toBe(0);
    const { unit } = convert([dnsRecord('one'), mutilated('two')]);
    const id = 'platform/team-alpha/two';
    expect([...unit.refusedComposites]).toEqual([
      [id, good.composites.get(id)?.ref],
    ]);

    const names = { [`platform/${NAME}`]: 'not a name' };
    const bad = convert([], undefined, names).unit;
    expect(bad.shared.size).toBe(0);
    expect(bad.refusedShared).toEqual([
      'template:default/not a name',
      expect.stringMatching(/^api:default\/not-a-name-v1alpha1/),
    ]);
    // The same group again is not converted again.
    expect(convert([], bad, names).unit.refusedShared).toEqual(
      bad.refusedShared,
    );
    expect(convert([], bad).unit.refusedShared).toEqual([]);
  });

  it('B6: reports the first of many resources', () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      mutilated(`n${index}`),
    );
    const { unit } = convert(many);
    expect(problemsOf(unit)).toHaveLength(20);
    expect(unit.refusedComposites.size).toBe(50);
  });
});
