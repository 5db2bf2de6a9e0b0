import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';

/** The Deploy tab of an entity. Accepted by both frontend systems. */
export const deployTabRouteRef = createRouteRef({
  id: 'deploy:entity-content',
});

/** What runs where, of all entities. */
export const deployRootRouteRef = createRouteRef({ id: 'deploy:root' });

/** One operation with its timeline. */
export const operationRouteRef = createSubRouteRef({
  id: 'deploy:operation',
  parent: deployRootRouteRef,
  path: '/operations/:id',
});

/** Two environments of an entity side by side. */
export const diffRouteRef = createSubRouteRef({
  id: 'deploy:diff',
  parent: deployRootRouteRef,
  path: '/entities/:kind/:namespace/:name/diff',
});

/** How far a new application has come. */
export const creationRouteRef = createSubRouteRef({
  id: 'deploy:creation',
  parent: deployRootRouteRef,
  path: '/entities/:kind/:namespace/:name/creation',
});

/*
 * The ways from tabs and cards to the pages. They are optional, since an app may show the tab without the pages; then
 * there is no link, rather than no tab.
 */

/** The way to {@link deployTabRouteRef}, from the entity that it is about. */
export const tabLinkRouteRef = createExternalRouteRef({
  id: 'tab',
  optional: true,
  defaultTarget: 'deploy.entityContent',
});

/** The way to {@link deployRootRouteRef}. */
export const fleetLinkRouteRef = createExternalRouteRef({
  id: 'fleet',
  optional: true,
  defaultTarget: 'deploy.root',
});

/** The way to {@link operationRouteRef}. */
export const operationLinkRouteRef = createExternalRouteRef({
  id: 'operation',
  params: ['id'],
  optional: true,
  defaultTarget: 'deploy.operation',
});

/** The way to {@link diffRouteRef}. */
export const diffLinkRouteRef = createExternalRouteRef({
  id: 'diff',
  params: ['kind', 'namespace', 'name'],
  optional: true,
  defaultTarget: 'deploy.diff',
});

/** The way to {@link creationRouteRef}. */
export const creationLinkRouteRef = createExternalRouteRef({
  id: 'creation',
  params: ['kind', 'namespace', 'name'],
  optional: true,
  defaultTarget: 'deploy.creation',
});
