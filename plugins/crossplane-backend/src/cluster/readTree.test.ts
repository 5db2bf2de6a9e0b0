import { KubernetesObject } from '@openportal/kubernetes-node';
import { fakeClient } from '../__testUtils__/fakeClient';
import { ResourceFact } from '../sources/facts';
import { parseComposite } from '../sources/parseComposite';
import { ClusterReader } from './ClusterReader';
import { readTree } from './readTree';

function made(
  kind: string,
  name: string,
  options: {
    owner?: string;
    namespace?: string;
    refs?: Array<{ kind: string; name: string; namespace?: string }>;
  } = {},
): KubernetesObject {
  const { owner, namespace = 'team-alpha', refs } = options;
  return {
    apiVersion: 'example.org/v1',
    kind,
    metadata: {
      name,
      namespace,
      uid: `uid-${name}`,
      ...(owner
        ? {
            ownerReferences: [
              { apiVersion: 'v1', kind: 'Owner', name: 'x', uid: owner },
            ],
          }
        : {}),
    },
    spec: {
      crossplane: {
        resourceRefs: refs?.map(ref => ({
          apiVersion: ref.kind === 'Secret' ? 'v1' : 'example.org/v1',
          ...ref,
        })),
      },
    },
    status: {
      conditions: [{ type: 'Ready', status: 'True', message: 'private' }],
    },
  };
}

async function read(order: KubernetesObject, others: KubernetesObject[]) {
  const { client, reads } = fakeClient([order, ...others]);
  const tree = await readTree(new ClusterReader(client), parseComposite(order));
  return { tree, reads };
}

describe('readTree', () => {
  it('shows what nested resources are composed of', async () => {
    const order = made('Network', 'net', {
      refs: [{ kind: 'Subnet', name: 'a' }],
    });
    const { tree } = await read(order, [
      made('Subnet', 'a', {
        owner: 'uid-net',
        refs: [{ kind: 'Route', name: 'b' }],
      }),
      made('Route', 'b', { owner: 'uid-a' }),
    ]);
    expect(tree).toMatchObject([
      {
        kind: 'Subnet',
        children: [{ kind: 'Route', namespace: 'team-alpha' }],
      },
    ]);
    expect(tree[0].children?.[0].conditions).toHaveLength(1);
  });

  it('A22: tells nothing of what an order names and does not own', async () => {
    const order = made('Network', 'net', {
      refs: [
        { kind: 'Subnet', name: 'foreign' },
        { kind: 'Subnet', name: 'absent' },
        { kind: 'Subnet', name: 'elsewhere', namespace: 'team-beta' },
      ],
    });
    const { tree, reads } = await read(order, [
      made('Subnet', 'foreign', { owner: 'uid-other' }),
      made('Subnet', 'elsewhere', { owner: 'uid-net', namespace: 'team-beta' }),
    ]);
    const [foreign, absent, elsewhere] = tree;
    // Whether it exists cannot be told from the answer.
    expect({ ...foreign, name: '' }).toEqual({ ...absent, name: '' });
    expect(elsewhere).not.toHaveProperty('conditions');
    expect(reads.filter(path => path.includes('team-beta'))).toEqual([]);
    expect(JSON.stringify(tree)).not.toContain('private');
  });

  it('B19: never reads a secret', async () => {
    const order = made('Network', 'net', {
      refs: [{ kind: 'Secret', name: 's' }],
    });
    const { tree, reads } = await read(order, []);
    expect(tree).toMatchObject([
      { kind: 'Secret', name: 's', note: 'secrets are never read' },
    ]);
    expect(reads).toEqual([]);
  });

  it('B10: is limited in depth and number, also for resources that compose each other', async () => {
    const loop = made('Loop', 'net', {
      owner: 'uid-net',
      refs: [{ kind: 'Loop', name: 'net' }],
    });
    const { tree } = await read(loop, []);
    const depth = (facts: ResourceFact[]): number =>
      facts.length ? 1 + depth(facts[0].children ?? []) : 0;
    expect(depth(tree)).toBe(5);

    const refs = Array.from({ length: 150 }, (_, index) => ({
      kind: 'Subnet',
      name: `s${index}`,
    }));
    const wide = made('Network', 'net', { refs });
    const answer = await read(wide, [
      ...refs.map(({ name }) =>
        made('Subnet', name, {
          owner: 'uid-net',
          refs: refs.map(ref => ({ ...ref, kind: 'Route' })),
        }),
      ),
      made('Route', 's0'),
    ]);
    const count = (facts: ResourceFact[]): number =>
      facts.reduce((sum, fact) => sum + 1 + count(fact.children ?? []), 0);
    expect(count(answer.tree)).toBe(200);
    expect(parseComposite(wide).omittedRefs).toBe(50);
    expect(
      answer.tree.some(({ omittedChildren = 0 }) => omittedChildren > 0),
    ).toBe(true);
  });
});
