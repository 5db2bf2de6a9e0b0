import { useRouteRef } from '@backstage/core-plugin-api';
import { tabLinkRouteRef } from '../routes';

/** The path of the Deploy tab of the entity of the page, where the app has the tab. */
export function useTabPath(): string | undefined {
  return useRouteRef(tabLinkRouteRef)?.();
}
