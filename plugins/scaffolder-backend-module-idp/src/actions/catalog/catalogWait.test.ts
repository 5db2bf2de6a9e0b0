import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createCatalogWaitAction } from './catalogWait';

const payments: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments', namespace: 'default' },
};

function prepare(input: { entityRef: string; timeoutSeconds?: number }) {
  const catalog = catalogServiceMock.mock();
  const action = createCatalogWaitAction({ catalog, waitIntervalMs: 1 });
  const context = createMockActionContext({ input });
  return { catalog, context, run: () => action.handler(context) };
}

describe('idp:catalog:wait', () => {
  it('looks again until the catalog has the entity', async () => {
    const { catalog, context, run } = prepare({ entityRef: 'payments' });
    catalog.getEntityByRef
      .mockResolvedValueOnce(undefined)
      .mockResolvedValueOnce(undefined)
      .mockResolvedValueOnce(payments);
    await run();
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(3);
    expect(catalog.getEntityByRef).toHaveBeenCalledWith(
      'component:default/payments',
      expect.anything(),
    );
    expect(context.output).toHaveBeenCalledWith('found', true);
  });

  it('goes on without an entity that does not come', async () => {
    const { catalog, context, run } = prepare({
      entityRef: 'component:default/payments',
      timeoutSeconds: 1,
    });
    catalog.getEntityByRef.mockResolvedValue(undefined);
    await run();
    expect(context.output).toHaveBeenCalledWith('found', false);
  });
});
