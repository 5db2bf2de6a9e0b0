import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import {
  CrossplaneApi,
  CrossplaneClient,
} from '@openportal/plugin-crossplane-common';

/** Makes the client of the crossplane API with the credentials of the user. */
export function createCrossplaneClient(options: {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}): CrossplaneApi {
  return new CrossplaneClient(options);
}
