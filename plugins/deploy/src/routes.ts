import { createRouteRef } from '@backstage/core-plugin-api';

/** The Deploy tab of an entity. Accepted by both frontend systems. */
export const deployTabRouteRef = createRouteRef({
  id: 'deploy:entity-content',
});
