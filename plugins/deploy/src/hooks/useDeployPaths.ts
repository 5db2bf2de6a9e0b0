import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useMemo } from 'react';
import {
  creationLinkRouteRef,
  diffLinkRouteRef,
  fleetLinkRouteRef,
  operationLinkRouteRef,
} from '../routes';

/** Paths of the pages of this plugin. A page that the app does not have has none. */
export type DeployPaths = {
  fleet: () => string | undefined;
  operation: (id: string) => string | undefined;
  /** Without `from` it is the environment before `to`. */
  diff: (
    entityRef: string,
    environments?: { from?: string; to: string },
  ) => string | undefined;
  creation: (entityRef: string) => string | undefined;
};

/** Gives the paths of the pages, wherever the app put them. */
export function useDeployPaths(): DeployPaths {
  const fleet = useRouteRef(fleetLinkRouteRef);
  const operation = useRouteRef(operationLinkRouteRef);
  const diff = useRouteRef(diffLinkRouteRef);
  const creation = useRouteRef(creationLinkRouteRef);
  return useMemo(
    () => ({
      fleet: () => fleet?.(),
      operation: id => operation?.({ id }),
      diff: (entityRef, environments) => {
        const path = diff?.(parseEntityRef(entityRef));
        if (!path || !environments) {
          return path;
        }
        const { from, to } = environments;
        return `${path}?${new URLSearchParams(from ? { from, to } : { to })}`;
      },
      creation: entityRef => creation?.(parseEntityRef(entityRef)),
    }),
    [fleet, operation, diff, creation],
  );
}
