import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { DeployConfig } from '../config/DeployConfig';
import { DeployApp, resolveDeployApp } from './resolveDeployApp';

/** Finds applications in the catalog, as their callers may see them there, and as they are now. */
export class AppFinder {
  readonly #catalog: CatalogService;
  readonly #config: DeployConfig;

  constructor(options: { catalog: CatalogService; config: DeployConfig }) {
    this.#catalog = options.catalog;
    this.#config = options.config;
  }

  /** The application of an entity. Throws `NotFoundError` where there is none for the caller. */
  async find(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<{ app: DeployApp; entity: Entity }> {
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    if (!entity) {
      throw new NotFoundError(
        `No entity '${entityRef}' is in the catalog, or you may not see it`,
      );
    }
    return { entity, app: resolveDeployApp(entity, this.#config) };
  }
}
