import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { DeployTab } from './DeployTab';

/** The Deploy tab of the entity of the page. */
export function EntityDeployTab() {
  const { entity } = useEntity();
  return <DeployTab entityRef={stringifyEntityRef(entity)} />;
}
