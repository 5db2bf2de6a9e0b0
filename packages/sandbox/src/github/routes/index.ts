import { actionsRoutes } from './actions';
import { actionsDetailRoutes } from './actionsDetails';
import { branchRoutes } from './branches';
import { checkRoutes } from './checks';
import { commitRoutes } from './commits';
import { contentRoutes } from './contents';
import { deploymentRoutes } from './deployments';
import { environmentRoutes } from './environments';
import { gitDataRoutes } from './gitData';
import { hookRoutes } from './hooks';
import { issueRoutes } from './issues';
import { mergeRoutes } from './merges';
import { metaRoutes } from './meta';
import { organizationRoutes } from './organizations';
import { pullRoutes } from './pulls';
import { referenceRoutes } from './references';
import { releaseRoutes } from './releases';
import { repositoryRoutes } from './repositories';
import { reviewRoutes } from './reviews';
import type { Route, RouteDescription } from './route';
import { tagRoutes } from './tags';
import { userRoutes } from './users';

/** Every route with its handler. */
export const routes: Route[] = [
  ...metaRoutes,
  ...userRoutes,
  ...organizationRoutes,
  ...repositoryRoutes,
  ...contentRoutes,
  ...gitDataRoutes,
  ...referenceRoutes,
  ...branchRoutes,
  ...commitRoutes,
  ...checkRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...issueRoutes,
  ...hookRoutes,
  ...environmentRoutes,
  ...deploymentRoutes,
  ...actionsRoutes,
  ...actionsDetailRoutes,
  ...tagRoutes,
  ...mergeRoutes,
  ...releaseRoutes,
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
