import {
  CatalogWaitActionOptions,
  createCatalogWaitAction,
} from './catalog/catalogWait';
import {
  createOrderCreateAction,
  OrderCreateActionOptions,
} from './order/orderCreate';
import {
  createRepoCreateAction,
  RepoCreateActionOptions,
} from './repo/repoCreate';

/** What the actions of this module need. */
export type IdpActionsOptions = RepoCreateActionOptions &
  OrderCreateActionOptions &
  CatalogWaitActionOptions;

/** Every action of this module; the one place that names them all. */
export function createIdpActions(options: IdpActionsOptions) {
  return [
    createRepoCreateAction(options),
    createOrderCreateAction(options),
    createCatalogWaitAction(options),
  ];
}
