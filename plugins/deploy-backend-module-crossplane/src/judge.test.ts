import { DeployTarget } from '@openportal/plugin-deploy-node';
import { judgeComposite } from './judgeComposite';
import { fieldValue, imageOf, orderOf } from './orderOf';
import { OrderedKind } from './readConfig';

const tagged: OrderedKind = {
  xrd: 'apps.example.org',
  resource: { group: 'example.org', version: 'v1', plural: 'apps' },
  clusterScoped: false,
  field: { path: ['spec', 'app', 'version'], holds: 'tag' },
};
const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  manifestPath: 'deploy',
  namespace: 'orders',
  imageRepository: 'registry.example.com/acme/orders',
  annotations: { 'crossplane.io/xrd-name': 'apps.example.org' },
};

function judge(conditions: object[], metadata: object = {}) {
  return judgeComposite({
    kind: 'App',
    metadata: { name: 'orders', generation: 2, ...metadata },
    status: { conditions },
  });
}
const synced = { type: 'Synced', status: 'True' };
const ready = { type: 'Ready', status: 'True' };

describe('judgeComposite', () => {
  it('believes conditions about the current generation only', () => {
    expect(judge([synced, ready])).toEqual({ health: 'healthy' });
    expect(judge([synced, { ...ready, observedGeneration: 1 }]).health).toBe(
      'progressing',
    );
    expect(judge([synced]).health).toBe('progressing');
    expect(judge([], { deletionTimestamp: 'now' }).message).toBe(
      "App 'orders' is being deleted",
    );
    expect(
      judge([{ ...synced, status: 'False', reason: 'ReconcilePaused' }, ready]),
    ).toMatchObject({ health: 'suspended' });
    expect(
      judge([{ ...synced, status: 'False', message: 'no composition' }, ready]),
    ).toEqual({
      health: 'degraded',
      message: "App 'orders' is not synced: no composition",
    });
    expect(judge([synced, { ...ready, status: 'False' }])).toMatchObject({
      health: 'progressing',
    });
    expect(judgeComposite({ kind: 'List' }).health).toBe('unknown');
  });
});

describe('orderOf', () => {
  it('knows no kind that the operator did not name', () => {
    const order = orderOf(target, [tagged]);
    expect(order).toEqual({ kind: tagged, name: 'orders' });
    expect(() =>
      orderOf(
        { ...target, annotations: { 'crossplane.io/xrd-name': 'secrets.x' } },
        [tagged],
      ),
    ).toThrow("deploy.crossplane.kinds does not name: 'apps.example.org'");
    expect(() => orderOf({ ...target, annotations: {} }, [tagged])).toThrow(
      'set the annotation crossplane.io/xrd-name',
    );
    expect(() =>
      orderOf(
        {
          ...target,
          annotations: {
            ...target.annotations,
            'crossplane.io/resource-name': '../{name}',
          },
        },
        [tagged],
      ),
    ).toThrow('no name in Kubernetes');
  });

  it('reads and writes a tag where the field holds one', () => {
    const order = orderOf(target, [tagged]);
    const image = 'registry.example.com/acme/orders:v2';
    expect(imageOf({ spec: { app: { version: 'v2' } } }, order, target)).toBe(
      image,
    );
    expect(imageOf({ spec: {} }, order, target)).toBeUndefined();
    expect(fieldValue(image, order, target)).toBe('v2');
    expect(() =>
      fieldValue('registry.example.com/else:v2', order, target),
    ).toThrow('holds a tag');
    expect(() =>
      imageOf({ spec: { app: { version: 'v2' } } }, order, {
        ...target,
        imageRepository: undefined,
      }),
    ).toThrow('openportal.dev/image');
  });
});
