import { parseEntityRef } from '@backstage/catalog-model';
import { DeployApiError } from './DeployApiError';
import { CreationProgress } from './creation';
import { EnvironmentDiff } from './diff';
import { HistoryQuery } from './history';
import { MatrixQuery, MatrixResponse } from './matrix';
import { OutboxItemView, OutboxQuery, OutboxResponse } from './messages';
import {
  ApproveRequest,
  CancelRequest,
  PromoteRequest,
  RetryRequest,
  RollbackRequest,
} from './requests';
import {
  ChangeResponse,
  DeploymentView,
  EnvironmentsResponse,
  HistoryResponse,
  OperationResponse,
  VersionsResponse,
} from './responses';
import { InboxItemView, InboxQuery, InboxResponse } from './webhooks';
import { withinTimeLimit } from './withinTimeLimit';

/**
 * The deploy API as its callers see it.
 *
 * @public
 */
export interface DeployApi {
  /** The environments of the portal, in order of promotion. */
  getEnvironments(
    options?: DeployRequestOptions,
  ): Promise<EnvironmentsResponse>;
  /** States, gates and active operations of an entity. `refresh` reads the sources first. */
  getDeployments(
    entityRef: string,
    options?: DeployRequestOptions & { refresh?: boolean },
  ): Promise<DeploymentView>;
  /** Operations of an entity, newest first. */
  getHistory(
    entityRef: string,
    options?: DeployRequestOptions & HistoryQuery,
  ): Promise<HistoryResponse>;
  /** Versions that an environment has had, and whether it can go back to them. */
  getVersions(
    entityRef: string,
    options: DeployRequestOptions & { environment: string },
  ): Promise<VersionsResponse>;
  /** What one environment lacks of another. */
  getDiff(
    entityRef: string,
    options: DeployRequestOptions & { from: string; to: string },
  ): Promise<EnvironmentDiff>;
  /** How far a new application has come. */
  getCreation(
    entityRef: string,
    options?: DeployRequestOptions,
  ): Promise<CreationProgress>;
  /** What runs where, of all that the caller may see. */
  getMatrix(
    query?: MatrixQuery,
    options?: DeployRequestOptions,
  ): Promise<MatrixResponse>;
  promote(
    entityRef: string,
    request: PromoteRequest,
    options?: DeployRequestOptions,
  ): Promise<ChangeResponse>;
  rollback(
    entityRef: string,
    request: RollbackRequest,
    options?: DeployRequestOptions,
  ): Promise<ChangeResponse>;
  getOperation(
    id: string,
    options?: DeployRequestOptions,
  ): Promise<OperationResponse>;
  cancelOperation(
    id: string,
    request?: CancelRequest,
    options?: DeployRequestOptions,
  ): Promise<OperationResponse>;
  /** Approves or rejects an operation that waits for approvals of the portal. */
  decideOperation(
    id: string,
    request: ApproveRequest,
    options?: DeployRequestOptions,
  ): Promise<OperationResponse>;
  /** Asks again for what an operation that did not succeed asked for. */
  retryOperation(
    id: string,
    request?: RetryRequest,
    options?: DeployRequestOptions,
  ): Promise<ChangeResponse>;
}

/**
 * What who runs the portal can ask of the deploy API: what came in and what goes out, and what was given up of it.
 *
 * @public
 */
export interface DeployQueuesApi {
  /** Deliveries of webhooks, newest first. */
  listDeliveries(
    query?: InboxQuery,
    options?: DeployRequestOptions,
  ): Promise<InboxResponse>;
  /** Tries a delivery again that was given up. */
  replayDelivery(
    id: string,
    options?: DeployRequestOptions,
  ): Promise<InboxItemView>;
  /** Messages about operations, newest first. */
  listMessages(
    query?: OutboxQuery,
    options?: DeployRequestOptions,
  ): Promise<OutboxResponse>;
  /** Tries a message again that was given up. */
  replayMessage(
    id: string,
    options?: DeployRequestOptions,
  ): Promise<OutboxItemView>;
}

/**
 * Options of every call of the deploy API.
 *
 * @public
 */
export type DeployRequestOptions = {
  signal?: AbortSignal;
  /** Token of the caller, where the fetch function does not add one. */
  token?: string;
};

/**
 * Client of the deploy API, for the browser and for other backends. Each call throws a {@link DeployApiError} where the
 * API refuses it, and one with the code `unavailable` and the status 504 where no answer comes within 30 seconds.
 *
 * @public
 */
export class DeployClient implements DeployApi, DeployQueuesApi {
  readonly #fetch: typeof fetch;
  readonly #baseUrl: () => Promise<string> | string;

  constructor(options: {
    /** Fetch function, for example the one of the fetch API. */
    fetch: typeof fetch;
    /** Base address of the deploy plugin, for example from the discovery API. */
    baseUrl: () => Promise<string> | string;
  }) {
    this.#fetch = options.fetch;
    this.#baseUrl = options.baseUrl;
  }

  async getEnvironments(options?: DeployRequestOptions) {
    return this.#call<EnvironmentsResponse>('GET', '/environments', options);
  }

  async getDeployments(
    entityRef: string,
    options?: DeployRequestOptions & { refresh?: boolean },
  ) {
    return this.#call<DeploymentView>('GET', entityPath(entityRef), {
      ...options,
      query: { refresh: options?.refresh ? 'true' : undefined },
    });
  }

  async getHistory(
    entityRef: string,
    options?: DeployRequestOptions & HistoryQuery,
  ) {
    return this.#call<HistoryResponse>(
      'GET',
      `${entityPath(entityRef)}/history`,
      {
        ...options,
        query: {
          environment: options?.environment,
          kind: options?.kind,
          state: options?.state,
          requestedBy: options?.requestedBy,
          cursor: options?.cursor,
          limit: options?.limit?.toString(),
        },
      },
    );
  }

  async getVersions(
    entityRef: string,
    options: DeployRequestOptions & { environment: string },
  ) {
    return this.#call<VersionsResponse>(
      'GET',
      `${entityPath(entityRef)}/versions`,
      { ...options, query: { environment: options.environment } },
    );
  }

  async getDiff(
    entityRef: string,
    options: DeployRequestOptions & { from: string; to: string },
  ) {
    return this.#call<EnvironmentDiff>('GET', `${entityPath(entityRef)}/diff`, {
      ...options,
      query: { from: options.from, to: options.to },
    });
  }

  async getCreation(entityRef: string, options?: DeployRequestOptions) {
    return this.#call<CreationProgress>(
      'GET',
      `${entityPath(entityRef)}/creation`,
      options,
    );
  }

  async getMatrix(query: MatrixQuery = {}, options?: DeployRequestOptions) {
    return this.#call<MatrixResponse>('GET', '/matrix', {
      ...options,
      query: { ...query, limit: query.limit?.toString() },
    });
  }

  async promote(
    entityRef: string,
    request: PromoteRequest,
    options?: DeployRequestOptions,
  ) {
    return this.#call<ChangeResponse>(
      'POST',
      `${entityPath(entityRef)}/promote`,
      { ...options, body: request },
    );
  }

  async rollback(
    entityRef: string,
    request: RollbackRequest,
    options?: DeployRequestOptions,
  ) {
    return this.#call<ChangeResponse>(
      'POST',
      `${entityPath(entityRef)}/rollback`,
      { ...options, body: request },
    );
  }

  async getOperation(id: string, options?: DeployRequestOptions) {
    return this.#call<OperationResponse>(
      'GET',
      `/operations/${encodeURIComponent(id)}`,
      options,
    );
  }

  async cancelOperation(
    id: string,
    request: CancelRequest = {},
    options?: DeployRequestOptions,
  ) {
    return this.#call<OperationResponse>(
      'POST',
      `/operations/${encodeURIComponent(id)}/cancel`,
      { ...options, body: request },
    );
  }

  async decideOperation(
    id: string,
    request: ApproveRequest,
    options?: DeployRequestOptions,
  ) {
    return this.#call<OperationResponse>(
      'POST',
      `/operations/${encodeURIComponent(id)}/approve`,
      { ...options, body: request },
    );
  }

  async retryOperation(
    id: string,
    request: RetryRequest = {},
    options?: DeployRequestOptions,
  ) {
    return this.#call<ChangeResponse>(
      'POST',
      `/operations/${encodeURIComponent(id)}/retry`,
      { ...options, body: request },
    );
  }

  async listDeliveries(query: InboxQuery = {}, options?: DeployRequestOptions) {
    return this.#call<InboxResponse>('GET', '/webhooks/inbox', {
      ...options,
      query: toPageQuery(query),
    });
  }

  async replayDelivery(id: string, options?: DeployRequestOptions) {
    return this.#call<InboxItemView>(
      'POST',
      `/webhooks/inbox/${encodeURIComponent(id)}/replay`,
      options,
    );
  }

  async listMessages(query: OutboxQuery = {}, options?: DeployRequestOptions) {
    return this.#call<OutboxResponse>('GET', '/outbox', {
      ...options,
      query: toPageQuery(query),
    });
  }

  async replayMessage(id: string, options?: DeployRequestOptions) {
    return this.#call<OutboxItemView>(
      'POST',
      `/outbox/${encodeURIComponent(id)}/replay`,
      options,
    );
  }

  async #call<T>(
    method: 'GET' | 'POST',
    path: string,
    options: DeployRequestOptions & {
      query?: Record<string, string | undefined>;
      body?: unknown;
    } = {},
  ): Promise<T> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) {
        query.set(name, value);
      }
    }
    const search = query.size > 0 ? `?${query}` : '';
    const url = `${await this.#baseUrl()}${path}${search}`;
    const request = this.#fetch;
    return withinTimeLimit(options.signal, async signal => {
      const response = await request(url, {
        method,
        signal,
        headers: {
          Accept: 'application/json',
          ...(options.body !== undefined && {
            'Content-Type': 'application/json',
          }),
          ...(options.token && { Authorization: `Bearer ${options.token}` }),
        },
        ...(options.body !== undefined && {
          body: JSON.stringify(options.body),
        }),
      });
      if (!response.ok) {
        throw await DeployApiError.fromResponse(response);
      }
      return (await response.json()) as T;
    });
  }
}

function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return `/entities/${[kind, namespace, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/')}`;
}

function toPageQuery(
  query: InboxQuery | OutboxQuery,
): Record<string, string | undefined> {
  const { state, cursor, limit } = query;
  return {
    state,
    cursor,
    limit: limit === undefined ? undefined : String(limit),
  };
}
