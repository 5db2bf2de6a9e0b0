import { ConfigReader } from '@backstage/config';
import { readOrdersConfig } from './readOrdersConfig';

function read(orders: object) {
  return readOrdersConfig(
    new ConfigReader({ idp: { github: { host: 'github.com' }, orders } }),
  );
}

describe('readOrdersConfig', () => {
  it('has defaults for everything but the repository', () => {
    expect(readOrdersConfig(new ConfigReader({}))).toBeUndefined();
    expect(read({ repository: 'acme/catalog-orders' })).toEqual({
      host: 'github.com',
      repository: 'acme/catalog-orders',
      allowedRepositories: ['acme/catalog-orders'],
      path: 'namespaces/{namespace}/{plural}/{name}.yaml',
      baseBranch: 'main',
      annotationPrefix: 'terasky.backstage.io',
      prune: false,
      autoMerge: [],
      autoMergeUnchecked: false,
    });
  });

  it('reads every key', () => {
    const rule = { kinds: ['DNSRecord'], namespaces: ['team-alpha'] };
    expect(
      read({
        repository: 'https://github.com/acme/catalog-orders',
        allowedRepositories: ['acme/other', 'acme/catalog-orders'],
        path: '{cluster}/{namespace}/{name}.yaml',
        baseBranch: 'trunk',
        annotationPrefix: 'portal.example.com',
        prune: true,
        autoMerge: [rule, { ...rule, operations: ['delete'] }],
        autoMergeUnchecked: true,
      }),
    ).toEqual({
      host: 'github.com',
      repository: 'acme/catalog-orders',
      allowedRepositories: ['acme/catalog-orders', 'acme/other'],
      path: '{cluster}/{namespace}/{name}.yaml',
      baseBranch: 'trunk',
      annotationPrefix: 'portal.example.com',
      prune: true,
      autoMerge: [
        { ...rule, operations: ['create', 'update', 'restore'] },
        { ...rule, operations: ['delete'] },
      ],
      autoMergeUnchecked: true,
    });
  });

  it.each([
    [{ repository: 'nonsense' }, '"idp.orders.repository": "nonsense" is not'],
    [
      { repository: 'a/b', allowedRepositories: ['a/b/c'] },
      '"idp.orders.allowedRepositories[0]"',
    ],
    [
      { repository: 'a/b', path: '{name}.yaml' },
      '"idp.orders.path": The path \'{name}.yaml\' lacks {namespace}',
    ],
    [
      { repository: 'a/b', path: '../{namespace}/{name}.yaml' },
      '"idp.orders.path": Order path',
    ],
    [
      { repository: 'a/b', path: '{namespace}/{name}/{uid}.yaml' },
      "placeholder '{uid}'",
    ],
    [
      {
        repository: 'a/b',
        autoMerge: [{ kinds: [], namespaces: [], operations: ['drop'] }],
      },
      '"idp.orders.autoMerge[0].operations" has "drop"',
    ],
  ])('names the key that is wrong: %j', (orders, message) => {
    expect(() => read(orders)).toThrow(message);
  });
});
