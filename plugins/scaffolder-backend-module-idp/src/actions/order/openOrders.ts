import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type {
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import {
  openOrdersRepository,
  OrderLocation,
  OrdersConfig,
  OrdersRepository,
} from '@openportal/plugin-crossplane-node';
import type { GithubPatience } from '../../config/readGithubPatience';
import { OrderChange } from './OrderChange';

/** Calls to the repository of an order, with the portal's own credentials. */
export function openOrders(
  services: {
    integrations: ScmIntegrationRegistry;
    credentialsProvider?: GithubCredentialsProvider;
    timeoutMs?: number;
  } & GithubPatience,
  location: OrderLocation,
  run: { logger: LoggerService; signal?: AbortSignal },
): OrdersRepository {
  const { integrations, credentialsProvider, timeoutMs, maxWaitMs, limits } =
    services;
  return openOrdersRepository({
    location,
    integrations,
    credentialsProvider,
    timeoutMs,
    maxWaitMs,
    limits,
    ...run,
  });
}

/** Refuses to go on with an order whose repository was taken out of the configuration since. */
export function refuseOldLocation(
  orders: OrdersConfig,
  { location }: OrderChange,
): void {
  if (
    location.host !== orders.host ||
    !orders.allowedRepositories.includes(location.repository)
  ) {
    throw new InputError(
      `The order was begun in ${location.host}/${location.repository}, which idp.orders does not allow any more: order again`,
    );
  }
}
