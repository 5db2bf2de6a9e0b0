import {
  CatalogWaitActionOptions,
  createCatalogWaitAction,
} from './catalog/catalogWait';
import { createOrderCreateAction } from './order/orderCreate';
import { createOrderDeleteAction } from './order/orderDelete';
import { createOrderRestoreAction } from './order/orderRestore';
import { createOrderUpdateAction } from './order/orderUpdate';
import { OrderActionOptions } from './order/runOrder';
import {
  createRepoCreateAction,
  RepoCreateActionOptions,
} from './repo/repoCreate';

/** What the actions of this module need. */
export type IdpActionsOptions = RepoCreateActionOptions &
  OrderActionOptions &
  CatalogWaitActionOptions;

/** Every action of this module; the one place that names them all. */
export function createIdpActions(options: IdpActionsOptions) {
  return [
    createRepoCreateAction(options),
    createOrderCreateAction(options),
    createOrderUpdateAction(options),
    createOrderDeleteAction(options),
    createOrderRestoreAction(options),
    createCatalogWaitAction(options),
  ];
}
