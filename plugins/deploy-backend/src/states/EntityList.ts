import { setTimeout as wait } from 'node:timers/promises';
import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { isDeployedEntity } from '@openportal/plugin-deploy-common';
import { DeployApp, resolveDeployApp } from '../app/resolveDeployApp';
import { DeployConfig } from '../config/DeployConfig';
import { DatabaseEntityStore, entityFingerprint } from './DatabaseEntityStore';
import { deployedEntities } from './deployedEntities';
import { pauseAfter, pauseBetweenPages } from './listPauses';
import { DeployEntity, toDeployEntity } from './toDeployEntity';

const PAGE = 200;
const REFS_AT_ONCE = 200;
// Who registers an entity again finds its states, unless it was away for long.
const GONE_MS = 7 * 24 * 60 * 60_000;
const fields = ['kind', 'metadata', 'relations', 'spec.system'];

/** Keeps the list of deployed entities as the catalog has it. */
export class EntityList {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #config: DeployConfig;
  readonly #entities: DatabaseEntityStore;
  readonly #logger: LoggerService;
  readonly #onApps: (apps: DeployApp[]) => Promise<void>;
  readonly #onChanged: (entityRef: string) => void;
  #notBefore = 0;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    config: DeployConfig;
    entities: DatabaseEntityStore;
    logger: LoggerService;
    /** Called with the applications of each page. */
    onApps: (apps: DeployApp[]) => Promise<void>;
    /** Called with each entity that is not what it was at the last time. */
    onChanged: (entityRef: string) => void;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#config = options.config;
    this.#entities = options.entities;
    this.#logger = options.logger;
    this.#onApps = options.onApps;
    this.#onChanged = options.onChanged;
  }

  /**
   * Lists the entities of the catalog, unless it did so a short time ago, and keeps what changed. What is not in the
   * list is gone only when the catalog, asked about it alone, says so too: a list that broke off, or was read while
   * it changed, must not empty the portal.
   */
  async update(signal?: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    if (startedAt < this.#notBefore) {
      return;
    }
    const known = await this.#entities.listFingerprints();
    const listed = new Set<string>();
    const changed: DeployEntity[] = [];
    const { isComplete, pausedMs } = await this.#eachPage(async entities => {
      const apps = entities.map(entity => {
        const app = resolveDeployApp(entity, this.#config);
        const kept = toDeployEntity(entity, app);
        listed.add(kept.entityRef);
        if (known.get(kept.entityRef) !== entityFingerprint(kept)) {
          changed.push(kept);
          this.#onChanged(kept.entityRef);
        }
        return app;
      });
      await this.#onApps(apps);
    }, signal);
    await this.#entities.save(changed);
    if (isComplete) {
      await this.#forgetUnlessThere(
        [...known.keys()].filter(entityRef => !listed.has(entityRef)),
        signal,
      );
      while ((await this.#entities.removeGone(GONE_MS)) > 0) {
        signal?.throwIfAborted();
      }
    }
    const now = performance.now();
    this.#notBefore =
      now +
      pauseAfter(now - startedAt - pausedMs, {
        isSettled: listed.size > 0 && changed.length === 0,
      });
    this.#logger.debug('The deployed entities were listed', {
      entities: listed.size,
      changed: changed.length,
    });
  }

  async #eachPage(
    take: (entities: Entity[]) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<{ isComplete: boolean; pausedMs: number }> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    let cursor: string | undefined;
    let pausedMs = 0;
    do {
      const startedAt = performance.now();
      const page = await this.#catalog.queryEntities(
        cursor === undefined
          ? { filter: deployedEntities, limit: PAGE, fields }
          : { cursor, limit: PAGE, fields },
        { credentials },
      );
      await take(page.items.filter(isDeployedEntity));
      cursor = page.pageInfo.nextCursor;
      if (cursor !== undefined) {
        const pauseMs = pauseBetweenPages(
          performance.now() - startedAt,
          pausedMs,
        );
        pausedMs += pauseMs;
        // An end before its time is seen below.
        await wait(pauseMs, undefined, { signal, ref: false }).catch(() => {});
      }
    } while (cursor !== undefined && !signal?.aborted);
    return { isComplete: cursor === undefined, pausedMs };
  }

  async #forgetUnlessThere(
    entityRefs: string[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    for (
      let start = 0;
      start < entityRefs.length && !signal?.aborted;
      start += REFS_AT_ONCE
    ) {
      const asked = entityRefs.slice(start, start + REFS_AT_ONCE);
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: asked, fields },
        { credentials },
      );
      const there = new Set(
        items.flatMap(entity =>
          entity && isDeployedEntity(entity)
            ? [stringifyEntityRef(entity)]
            : [],
        ),
      );
      await this.#entities.markGone(
        asked.filter(entityRef => !there.has(entityRef)),
      );
    }
  }
}
