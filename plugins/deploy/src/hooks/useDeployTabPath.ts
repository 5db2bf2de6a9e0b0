import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';

/**
 * Gives the path of the Deploy tab of an entity. The path of the tab below the
 * entity is the one that the tab has by default.
 */
export function useDeployTabPath(): (entityRef: string) => string {
  const route = useRouteRef(entityRouteRef);
  return useCallback(
    (entityRef: string) => `${route(parseEntityRef(entityRef))}/deploy`,
    [route],
  );
}
