import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { MatrixResponse } from '@openportal/plugin-deploy-common';
import { CallerAccess } from '../access/CallerAccess';
import { DeployConfig } from '../config/DeployConfig';
import { listFreezes } from '../gates/freezes';
import { formatCursor, parseCursor } from './cursor';
import { DatabaseMatrix, MatrixFilter } from './DatabaseMatrix';
import { meetsCriteria } from './MatrixScope';
import { toMatrixRows } from './toMatrixRows';

/** Answers what runs where, of all that the caller may see. */
export class MatrixService {
  readonly #matrix: DatabaseMatrix;
  readonly #access: CallerAccess;
  readonly #config: Pick<
    DeployConfig,
    'environments' | 'freezes' | 'staleAfterMs'
  >;
  readonly #now: () => Promise<number>;

  constructor(options: {
    matrix: DatabaseMatrix;
    access: CallerAccess;
    config: Pick<DeployConfig, 'environments' | 'freezes' | 'staleAfterMs'>;
    /** Milliseconds of the database's clock, by which ages are counted. */
    now: () => Promise<number>;
  }) {
    this.#matrix = options.matrix;
    this.#access = options.access;
    this.#config = options.config;
    this.#now = options.now;
  }

  /** One page. */
  async list(
    query: { filter: MatrixFilter; cursor?: string; limit: number },
    credentials: BackstageCredentials,
  ): Promise<MatrixResponse> {
    const cursor =
      query.cursor === undefined ? undefined : parseCursor(query.cursor);
    const [scope, nowMs] = await Promise.all([
      this.#access.scope(credentials),
      this.#now(),
    ]);
    const asked = { scope, filter: query.filter, nowMs };
    const [found, total, activeOperations] = await Promise.all([
      this.#matrix.listEntities({ ...asked, cursor, limit: query.limit + 1 }),
      this.#matrix.count(asked),
      this.#matrix.listActive(asked),
    ]);
    const entities = found.slice(0, query.limit);
    const last = entities.at(-1);
    const { criteria } = scope;
    const { environment } = query.filter;
    const names = this.#config.environments
      .map(({ name }) => name)
      .filter(name => environment === undefined || environment === name);
    return {
      environments: names,
      items: toMatrixRows({
        entities,
        cells: await this.#matrix.listCells(
          entities.map(({ entity_ref }) => entity_ref),
        ),
        mayRead: (entity, name) =>
          criteria === undefined ||
          meetsCriteria(criteria, {
            owners: entity.owners.split('|').filter(owner => owner !== ''),
            environment: name,
          }),
        environment,
        nowMs,
        staleAfterMs: this.#config.staleAfterMs,
      }),
      total,
      nextCursor:
        last && found.length > entities.length
          ? formatCursor({
              waitingOrder: last.waitingOrder,
              entityRef: last.entity_ref,
            })
          : undefined,
      activeOperations,
      freezes: listFreezes(this.#config.freezes, {
        environments: names,
        now: new Date(),
      }),
      generatedAt: new Date(nowMs).toISOString(),
    };
  }
}
