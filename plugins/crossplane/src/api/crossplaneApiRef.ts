import { ApiRef, createApiRef } from '@backstage/core-plugin-api';
import { CrossplaneApi } from '@openportal/plugin-crossplane-common';

/**
 * The crossplane API of the backend, in the browser.
 *
 * @public
 */
export const crossplaneApiRef: ApiRef<CrossplaneApi> =
  createApiRef<CrossplaneApi>({ id: 'plugin.crossplane.service' });
