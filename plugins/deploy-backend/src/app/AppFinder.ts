import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { CallerDecisions, CallerPolicy } from '../access/CallerPolicy';
import { EntityLookups } from '../access/EntityLookups';
import { DeployConfig } from '../config/DeployConfig';
import { EnvironmentPermissions } from '../deployments/DeployAuthorizer';
import { DeployApp, resolveDeployApp } from './resolveDeployApp';

/** An application as a caller may see it, and what they may do there. */
export type FoundApp = {
  app: DeployApp;
  permissionsIn: (environment: string) => EnvironmentPermissions;
};

/** Finds applications in the catalog for those who want to change them: as both are now, nothing is remembered. */
export class AppFinder {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #config: DeployConfig;
  readonly #lookups: EntityLookups;
  readonly #policy: CallerPolicy;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    config: DeployConfig;
    policy: CallerPolicy;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#config = options.config;
    this.#lookups = new EntityLookups(options);
    this.#policy = options.policy;
  }

  /** The application of an entity. Throws `NotFoundError` where there is none for the caller. */
  async find(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<FoundApp> {
    // At once, as most callers may see every entity. Who may not is told nothing of it.
    const [decisions, found] = await Promise.all([
      this.#policy.ask(credentials),
      this.#lookups.find(entityRef),
    ]);
    const entity = await this.#visible(found, decisions, credentials);
    if (!entity) {
      throw new NotFoundError(
        `No entity '${entityRef}' is in the catalog, or you may not see it`,
      );
    }
    const app = resolveDeployApp(entity, this.#config);
    return {
      app,
      permissionsIn: environment =>
        this.#policy.permissionsIn(decisions, {
          entityRef: app.entityRef,
          environment,
          owners: [...app.owners],
        }),
    };
  }

  async #visible(
    found: Entity | undefined,
    { entity }: CallerDecisions,
    credentials: BackstageCredentials,
  ): Promise<Entity | undefined> {
    // A program may be limited to the permissions of this plugin: what it may do is decided by those.
    if (
      !found ||
      entity.result === AuthorizeResult.ALLOW ||
      this.#auth.isPrincipal(credentials, 'service')
    ) {
      return found;
    }
    return entity.result === AuthorizeResult.DENY
      ? undefined
      : // The conditions are the catalog's.
        this.#catalog.getEntityByRef(stringifyEntityRef(found), {
          credentials,
        });
  }
}
