import { AuthService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';

const MOST_AT_ONCE = 100;

type Asked = {
  resolve: (entity: Entity | undefined) => void;
  reject: (error: unknown) => void;
};

/**
 * Finds entities with the rights of the portal, for callers who may see all of them. One request to the catalog is on
 * its way at a time; those who ask meanwhile go into the next one together. So a single page waits for nobody, and
 * many at once cost the catalog one request for all of them.
 */
export class EntityLookups {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #waiting = new Map<string, Asked[]>();
  #running = false;

  constructor(options: { auth: AuthService; catalog: CatalogService }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
  }

  /**
   * The entity as it is in the catalog now, or undefined where there is none.
   * @throws what the catalog fails with, to all whose question was in that request
   */
  async find(entityRef: string): Promise<Entity | undefined> {
    // PostgreSQL has no place for it in a text, and would refuse the questions of others with this one.
    if (entityRef.includes('\0')) {
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const asked = this.#waiting.get(entityRef) ?? [];
      asked.push({ resolve, reject });
      this.#waiting.set(entityRef, asked);
      if (!this.#running) {
        // It never rejects.
        this.#findAll();
      }
    });
  }

  async #findAll(): Promise<void> {
    this.#running = true;
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, MOST_AT_ONCE);
      for (const [entityRef] of batch) {
        this.#waiting.delete(entityRef);
      }
      try {
        // One that never answers must not hold up those that come after it.
        const { items } = await callPort(
          'The catalog',
          READ_TIMEOUT_MS,
          async () =>
            this.#catalog.getEntitiesByRefs(
              { entityRefs: batch.map(([entityRef]) => entityRef) },
              { credentials: await this.#auth.getOwnServiceCredentials() },
            ),
        );
        batch.forEach(([, asked], index) =>
          asked.forEach(({ resolve }) => resolve(items[index] ?? undefined)),
        );
      } catch (error) {
        batch.forEach(([, asked]) =>
          asked.forEach(({ reject }) => reject(error)),
        );
      }
    }
    this.#running = false;
  }
}
