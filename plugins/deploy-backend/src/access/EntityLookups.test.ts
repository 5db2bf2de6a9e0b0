import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { EntityLookups } from './EntityLookups';

function component(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default' },
  };
}

const refOf = (name: string) => `component:default/${name}`;

describe('EntityLookups', () => {
  function setUp() {
    const asked: string[][] = [];
    const answers: {
      resolve: () => void;
      reject: (error: Error) => void;
    }[] = [];
    const catalog = catalogServiceMock.mock({
      getEntitiesByRefs: async ({ entityRefs }) => {
        asked.push(entityRefs);
        await new Promise<void>((resolve, reject) => {
          answers.push({ resolve, reject });
        });
        return {
          items: entityRefs.map(ref =>
            ref === refOf('nothing')
              ? undefined
              : component(ref.replace('component:default/', '')),
          ),
        };
      },
    });
    const lookups = new EntityLookups({ auth: mockServices.auth(), catalog });
    /** Waits until the catalog is asked, and returns how to answer it. */
    const nextAnswer = async () => {
      while (answers.length === 0) {
        await new Promise<void>(resolve => {
          setImmediate(resolve);
        });
      }
      return answers.splice(0, 1)[0];
    };
    return { asked, lookups, nextAnswer };
  }

  it('asks at once, and together for those that come meanwhile', async () => {
    const { asked, lookups, nextAnswer } = setUp();
    const first = lookups.find(refOf('a'));
    const answer = await nextAnswer();
    expect(asked).toEqual([[refOf('a')]]);
    const others = ['b', 'c', 'nothing', 'b'].map(name =>
      lookups.find(refOf(name)),
    );
    answer.resolve();
    await expect(first).resolves.toMatchObject(component('a'));
    (await nextAnswer()).resolve();
    const found = await Promise.all(others);
    expect(found.map(entity => entity?.metadata.name)).toEqual([
      'b',
      'c',
      undefined,
      'b',
    ]);
    expect(asked).toEqual([
      [refOf('a')],
      [refOf('b'), refOf('c'), refOf('nothing')],
    ]);
  });

  it('fails those whose question failed, and goes on', async () => {
    const { lookups, nextAnswer } = setUp();
    const first = lookups.find(refOf('a'));
    const answer = await nextAnswer();
    const second = lookups.find(refOf('b'));
    answer.reject(new Error('The catalog is away'));
    await expect(first).rejects.toThrow('The catalog is away');
    (await nextAnswer()).resolve();
    await expect(second).resolves.toMatchObject(component('b'));
  });

  it('does not ask what the database of the catalog would refuse for all', async () => {
    const { asked, lookups } = setUp();
    await expect(lookups.find('component:default/\0')).resolves.toBeUndefined();
    expect(asked).toEqual([]);
  });
});
