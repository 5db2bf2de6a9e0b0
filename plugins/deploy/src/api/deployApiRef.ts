import { ApiRef, createApiRef } from '@backstage/core-plugin-api';
import { DeployApi } from '@openportal/plugin-deploy-common';

/**
 * The deploy API of the backend, in the browser.
 *
 * @public
 */
export const deployApiRef: ApiRef<DeployApi> = createApiRef<DeployApi>({
  id: 'plugin.deploy.service',
});
