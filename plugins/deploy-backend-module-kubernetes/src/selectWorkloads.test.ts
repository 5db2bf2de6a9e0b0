import { DeployTarget } from '@openportal/plugin-deploy-node';
import { labelSelectorOf, namespaceOf } from './selectWorkloads';

function target(annotations: Record<string, string>): DeployTarget {
  return {
    entityRef: 'component:default/orders',
    name: 'orders',
    environment: 'qa',
    manifestPath: 'environments/qa',
    namespace: 'orders-qa',
    annotations,
  };
}

describe('labelSelectorOf', () => {
  it('reads the annotations of the Kubernetes plugin', () => {
    expect(
      labelSelectorOf(target({ 'backstage.io/kubernetes-id': 'orders' })),
    ).toBe('backstage.io/kubernetes-id=orders');
    expect(
      labelSelectorOf(
        target({
          'backstage.io/kubernetes-id': 'orders',
          'backstage.io/kubernetes-label-selector': 'app=orders,tier in (a,b)',
        }),
      ),
    ).toBe('app=orders,tier in (a,b)');
  });

  it('never looks for everything', () => {
    expect(() => labelSelectorOf(target({}))).toThrow(
      'set the annotation backstage.io/kubernetes-id',
    );
    expect(() =>
      labelSelectorOf(
        target({ 'backstage.io/kubernetes-label-selector': ' ' }),
      ),
    ).toThrow('Nothing says which workloads');
    expect(() =>
      labelSelectorOf(target({ 'backstage.io/kubernetes-id': 'a,b!=c' })),
    ).toThrow('which no label can be');
    expect(() =>
      labelSelectorOf(
        target({
          'backstage.io/kubernetes-label-selector': 'a'.repeat(1001),
        }),
      ),
    ).toThrow('at most 1000');
  });
});

describe('namespaceOf', () => {
  const named = target({ 'backstage.io/kubernetes-namespace': 'payments' });

  it('is that of the environment, unless the operator lets the entity choose', () => {
    expect(namespaceOf(named, { namespaceAnnotation: false })).toBe(
      'orders-qa',
    );
    expect(namespaceOf(named, { namespaceAnnotation: true })).toBe('payments');
    expect(namespaceOf(target({}), { namespaceAnnotation: true })).toBe(
      'orders-qa',
    );
    expect(() =>
      namespaceOf(
        target({ 'backstage.io/kubernetes-namespace': '../kube-system' }),
        { namespaceAnnotation: true },
      ),
    ).toThrow('no name of a namespace');
  });
});
