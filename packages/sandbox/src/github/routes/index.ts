import { actionsRoutes } from './actions';
import { branchRoutes } from './branches';
import { commitRoutes } from './commits';
import { contentRoutes } from './contents';
import { deploymentRoutes } from './deployments';
import { gitDataRoutes } from './gitData';
import { hookRoutes } from './hooks';
import { issueRoutes } from './issues';
import { metaRoutes } from './meta';
import { organizationRoutes } from './organizations';
import { pullRoutes } from './pulls';
import { repositoryRoutes } from './repositories';
import { reviewRoutes } from './reviews';
import type { Route, RouteDescription } from './route';
import { userRoutes } from './users';

/** Every route with its handler. */
export const routes: Route[] = [
  ...metaRoutes,
  ...userRoutes,
  ...organizationRoutes,
  ...repositoryRoutes,
  ...contentRoutes,
  ...gitDataRoutes,
  ...branchRoutes,
  ...commitRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...issueRoutes,
  ...hookRoutes,
  ...deploymentRoutes,
  ...actionsRoutes,
];

/**
 * The operations of GitHub's REST API that the stand-in answers, and how completely.
 *
 * @internal
 */
export const githubRoutes: RouteDescription[] = routes.map(
  ({ method, path, operationId, status, notes }) => ({
    method,
    path,
    operationId,
    status,
    ...(notes ? { notes } : {}),
  }),
);
