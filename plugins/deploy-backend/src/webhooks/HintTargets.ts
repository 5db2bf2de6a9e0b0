import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  DeployApp,
  DeployAppEnvironment,
  resolveDeployApp,
} from '../app/resolveDeployApp';
import { DeployConfig } from '../config/DeployConfig';
import { isHintAbout } from './isHintAbout';
import { WebhookHint } from './messages/WebhookMessage';
import { toCatalogFilters } from './toCatalogFilters';

const PAGE_SIZE = 500;
/** A repository with everything in it: what is beyond this waits for the periodic pass. */
const MAX_ENTITIES = 2000;
/** A burst about one repository asks the catalog once. */
const CACHE_MS = 10_000;
const CACHE_ENTRIES = 1000;

/** An environment of an application that a hint is about. */
export type HintTarget = { app: DeployApp; item: DeployAppEnvironment };

/**
 * Finds what a hint is about, among the entities of the catalog. What the portal does not know is not found, and
 * nothing that a sender says is ever an address to call.
 */
export class HintTargets {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #config: DeployConfig;
  readonly #apps = new Map<
    string,
    { until: number; apps: Promise<DeployApp[]> }
  >();

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    config: DeployConfig;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#config = options.config;
  }

  /** The environments that a hint is about; none where it is about nothing of ours. */
  async find(hint: WebhookHint): Promise<HintTarget[]> {
    const apps = await this.#listApps(hint);
    return apps.flatMap(app =>
      app.environments
        .filter(({ target }) => isHintAbout(hint, target))
        .map(item => ({ app, item })),
    );
  }

  #listApps(hint: WebhookHint): Promise<DeployApp[]> {
    const filters = toCatalogFilters(hint, this.#config.environments);
    const key = JSON.stringify(filters);
    const cached = this.#apps.get(key);
    if (cached && cached.until > Date.now()) {
      return cached.apps;
    }
    const apps = this.#query(filters);
    this.#remember(key, apps);
    return apps;
  }

  #remember(key: string, apps: Promise<DeployApp[]>): void {
    this.#apps.delete(key);
    if (this.#apps.size >= CACHE_ENTRIES) {
      const [oldest] = this.#apps.keys();
      this.#apps.delete(oldest);
    }
    this.#apps.set(key, { until: Date.now() + CACHE_MS, apps });
    // A catalog that is away must not stay away for as long as an answer is kept.
    apps.catch(() => this.#apps.delete(key));
  }

  async #query(filter: Record<string, string[]>[]): Promise<DeployApp[]> {
    if (filter.length === 0) {
      return [];
    }
    const credentials = await this.#auth.getOwnServiceCredentials();
    const apps: DeployApp[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#catalog.queryEntities(
        cursor === undefined
          ? {
              filter,
              fields: ['kind', 'metadata', 'relations'],
              limit: PAGE_SIZE,
            }
          : { cursor, fields: ['kind', 'metadata', 'relations'] },
        { credentials },
      );
      for (const entity of page.items) {
        apps.push(resolveDeployApp(entity, this.#config));
      }
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== undefined && apps.length < MAX_ENTITIES);
    return apps;
  }
}
