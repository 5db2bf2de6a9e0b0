import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';

/** The list of orders. Accepted by both frontend systems. */
export const ordersRouteRef = createRouteRef({ id: 'crossplane:orders' });

/** The page of one order; below it `revisions` and `edit`. */
export const orderRouteRef = createSubRouteRef({
  id: 'crossplane:order',
  parent: ordersRouteRef,
  path: '/:cluster/:namespace/:xrd/:name',
});

/** How the ingestor reads the clusters. */
export const ingestorRouteRef = createSubRouteRef({
  id: 'crossplane:ingestor',
  parent: ordersRouteRef,
  path: '/ingestor',
});

/** Why a template does not appear. */
export const troubleshootRouteRef = createSubRouteRef({
  id: 'crossplane:troubleshoot',
  parent: ordersRouteRef,
  path: '/troubleshoot',
});

/** The tab of an entity that was ordered. */
export const orderTabRouteRef = createRouteRef({ id: 'crossplane:order-tab' });

/** The list of templates. */
export const templatesRouteRef = createExternalRouteRef({
  id: 'templates',
  optional: true,
  defaultTarget: 'scaffolder.root',
});

/** The page of a task that runs a template. */
export const taskRouteRef = createExternalRouteRef({
  id: 'task',
  params: ['taskId'],
  optional: true,
  defaultTarget: 'scaffolder.ongoingTask',
});
