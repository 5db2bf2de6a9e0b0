import { useRouteRef } from '@backstage/core-plugin-api';
import { deployTabRouteRef } from '../routes';

/** The path of the Deploy tab of the entity of the page. */
export function useTabPath(): string | undefined {
  return useRouteRef(deployTabRouteRef)?.();
}
