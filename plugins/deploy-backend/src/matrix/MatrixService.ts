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

  constructor(options: {
    matrix: DatabaseMatrix;
    access: CallerAccess;
    config: Pick<DeployConfig, 'environments' | 'freezes' | 'staleAfterMs'>;
  }) {
    this.#matrix = options.matrix;
    this.#access = options.access;
    this.#config = options.config;
  }

  /** One page. */
  async list(
    query: { filter: MatrixFilter; cursor?: string; limit: number },
    credentials: BackstageCredentials,
  ): Promise<MatrixResponse> {
    const cursor =
      query.cursor === undefined ? undefined : parseCursor(query.cursor);
    const scope = await this.#access.scope(credentials);
    const asked = { scope, filter: query.filter };
    const [found, { total, nowMs }, activeOperations] = await Promise.all([
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
        now: new Date(nowMs),
      }),
      generatedAt: new Date(nowMs).toISOString(),
    };
  }
}
