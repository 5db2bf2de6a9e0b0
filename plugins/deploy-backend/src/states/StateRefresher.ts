import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_DEPLOY_STRATEGY,
  EnvironmentState,
} from '@openportal/plugin-deploy-common';
import { DeployApp, resolveDeployApp } from '../app/resolveDeployApp';
import { DeployConfig } from '../config/DeployConfig';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { StateService } from './StateService';

/** Reads the applications that nobody looked at for the longest time, so that no state grows old. */
export class StateRefresher {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #config: DeployConfig;
  readonly #store: DatabaseStateStore;
  readonly #states: StateService;
  readonly #logger: LoggerService;
  readonly #onRead: (
    app: DeployApp,
    states: EnvironmentState[],
  ) => Promise<void>;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    config: DeployConfig;
    store: DatabaseStateStore;
    states: StateService;
    logger: LoggerService;
    /** Called with what was read, for what is slow to find out while somebody waits. */
    onRead: (app: DeployApp, states: EnvironmentState[]) => Promise<void>;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#config = options.config;
    this.#store = options.store;
    this.#states = options.states;
    this.#logger = options.logger;
    this.#onRead = options.onRead;
  }

  /** One pass over a batch. */
  async run(signal?: AbortSignal): Promise<void> {
    const apps = await this.#listApps(signal);
    const checked = await this.#store.listChecked(
      apps.map(({ entityRef }) => entityRef),
    );
    apps.sort(
      (a, b) =>
        (checked.get(a.entityRef) ?? 0) - (checked.get(b.entityRef) ?? 0),
    );
    let budget = this.#config.refresh.batchSize;
    for (const app of apps) {
      if (signal?.aborted || budget <= 0) {
        break;
      }
      budget -= app.environments.length;
      try {
        const states = await this.#states.read(app, {
          maxAgeMs: this.#config.refresh.frequencyMs,
        });
        await this.#onRead(app, states);
      } catch (error) {
        // One application must not keep the others from being read.
        this.#logger.warn('The states of an application cannot be read', {
          entityRef: app.entityRef,
          error: stringifyError(error),
        });
      }
    }
    this.#logger.debug('Deployment states were read', {
      applications: apps.length,
    });
  }

  async #listApps(signal?: AbortSignal): Promise<DeployApp[]> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const apps = new Map<string, DeployApp>();
    let cursor: string | undefined;
    do {
      const page = await this.#catalog.queryEntities(
        cursor === undefined
          ? {
              filter: [
                {
                  [`metadata.annotations.${ANNOTATION_ARGOCD_APP}`]:
                    CATALOG_FILTER_EXISTS,
                },
                {
                  [`metadata.annotations.${ANNOTATION_DEPLOY_STRATEGY}`]:
                    CATALOG_FILTER_EXISTS,
                },
              ],
              limit: 500,
            }
          : { cursor },
        { credentials },
      );
      for (const entity of page.items) {
        apps.set(
          stringifyEntityRef(entity),
          resolveDeployApp(entity, this.#config),
        );
      }
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== undefined && !signal?.aborted);
    return [...apps.values()];
  }
}
