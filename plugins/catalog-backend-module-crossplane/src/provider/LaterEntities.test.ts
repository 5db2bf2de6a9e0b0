import { LaterEntities } from './LaterEntities';
import { ChangedEntity } from './placedEntity';

const LIMITS = { length: 100, entities: 3 };

function entity(name: string, kind = 'API', length = 40): ChangedEntity {
  return {
    ref: `${kind}:default/${name}`.toLocaleLowerCase('en-US'),
    bucket: 'platform',
    hash: name,
    length,
    entity: { apiVersion: 'v1', kind, metadata: { name } },
  };
}

describe('LaterEntities', () => {
  it('lets only APIs wait, and only while many XRDs do', () => {
    const later = new LaterEntities();
    expect(later.canWait(entity('a'), 1_000)).toBe(true);
    expect(later.canWait(entity('a'), 10)).toBe(false);
    expect(later.canWait(entity('a', 'Template'), 1_000)).toBe(false);
    expect(later.canWait(entity('a', 'Resource'), 1_000)).toBe(false);
  });

  it('lets nothing wait any more when it holds enough', () => {
    const later = new LaterEntities();
    later.keep('a', [entity('a', 'API', 40 * 1024 * 1024)]);
    expect(later.canWait(entity('b'), 1_000)).toBe(false);
    later.drop([entity('a')]);
    expect(later.canWait(entity('b'), 1_000)).toBe(true);
  });

  it('hands out what fits, in order, and an entity that is too large alone', () => {
    const later = new LaterEntities();
    later.keep('a', [entity('a'), entity('b')]);
    later.keep('large', [entity('large', 'API', 500)]);
    later.keep('c', [entity('c')]);
    const refs = () => later.take(LIMITS).map(({ item }) => item.hash);
    expect(refs()).toEqual(['a', 'b']);
    expect(refs()).toEqual(['large']);
    expect(refs()).toEqual(['c']);
    expect(refs()).toEqual([]);
    expect(later.size).toBe(0);
  });

  it('keeps the newest of what has one name, and nothing that was dropped', () => {
    const later = new LaterEntities();
    later.keep('a', [entity('a'), entity('b')]);
    const newer = { ...entity('a'), hash: 'newer' };
    later.keep('a', [newer]);
    later.drop([entity('b'), entity('unknown')]);
    expect(later.take(LIMITS)).toEqual([{ xrd: 'a', item: newer }]);
  });
});
