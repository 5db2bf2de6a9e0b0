import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { DeployApi, DeployClient } from '@openportal/plugin-deploy-common';

/** Makes the client of the deploy API with the credentials of the user. */
export function createDeployClient(options: {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}): DeployApi {
  return new DeployClient({
    fetch: options.fetchApi.fetch,
    baseUrl: () => options.discoveryApi.getBaseUrl('deploy'),
  });
}
