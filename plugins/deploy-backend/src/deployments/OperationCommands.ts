import { AuditorService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  ApproveRequest,
  CancelRequest,
  OperationResponse,
} from '@openportal/plugin-deploy-common';
import { Request } from 'express';
import { PermissionDeniedError } from '../errors/DeployErrors';
import { Caller, isPerson } from '../identity/Caller';
import { OperationRecord } from '../operations/OperationRecord';
import { OperationStore } from '../operations/OperationStore';
import { auditedBy } from './audited';
import { DeployAuthorizer, EnvironmentPermissions } from './DeployAuthorizer';
import { KnownCallers } from './KnownCallers';
import { describeOperationActions } from './operationActions';

const ID = /^[0-9a-f-]{36}$/i;

/** Answers about operations, and takes what people decide about them, in every channel. */
export class OperationCommands {
  readonly #auditor: AuditorService;
  readonly #authorizer: DeployAuthorizer;
  readonly #callers: KnownCallers;
  readonly #store: OperationStore;
  readonly #wake: () => void;

  constructor(options: {
    auditor: AuditorService;
    authorizer: DeployAuthorizer;
    callers: KnownCallers;
    store: OperationStore;
    /** Called when a worker has something to do. */
    wake: () => void;
  }) {
    this.#auditor = options.auditor;
    this.#authorizer = options.authorizer;
    this.#callers = options.callers;
    this.#store = options.store;
    this.#wake = options.wake;
  }

  /** The operation of an id, or `NotFoundError`. */
  async find(id: string): Promise<OperationRecord> {
    // No other text is an id, and some texts are none that a database takes.
    const record = ID.test(id) ? await this.#store.get(id) : undefined;
    if (!record) {
      throw new NotFoundError(`No operation '${id}' is known`);
    }
    return record;
  }

  /** The operation with its steps, and what the caller may do with it. */
  async get(caller: Caller, id: string): Promise<OperationResponse> {
    const record = await this.find(id);
    const { entityRef, environment } = record.operation;
    const readable = await this.#authorizer.requireRead(
      entityRef,
      [environment],
      caller.credentials,
    );
    const permissions = readable.get(environment);
    if (!permissions) {
      throw new Error('The permissions of an environment were not asked');
    }
    return this.#answer(record, caller, permissions);
  }

  /** Notes that it is to be cancelled; a worker does it. */
  async cancel(
    caller: Caller,
    id: string,
    body: CancelRequest,
    request?: Request,
  ): Promise<OperationResponse> {
    const record = await this.find(id);
    const { operation } = record;
    return this.#audited(
      { eventId: 'cancel', caller, record, request },
      async () => {
        const permissions = await this.#authorizer.requireAction(
          operation.kind === 'rollback' ? 'rollback' : 'promote',
          operation,
          caller.credentials,
        );
        const cancelled = await this.#store.requestCancel(operation.id, {
          by: caller.ref,
          reason: body.reason,
        });
        return this.#answer(cancelled ?? record, caller, permissions);
      },
    );
  }

  /** Takes an approval or a rejection of what waits for the portal; a worker draws the conclusion. */
  async decide(
    caller: Caller,
    id: string,
    body: ApproveRequest,
    request?: Request,
  ): Promise<OperationResponse> {
    const record = await this.find(id);
    const { operation, settings } = record;
    return this.#audited(
      { eventId: body.decision, caller, record, request },
      async () => {
        if (!isPerson(caller.credentials)) {
          throw new PermissionDeniedError(
            `You may not ${body.decision} operation ${operation.id}: '${caller.ref}' is a program, and approvals are given by people`,
            {
              id: 'approvals',
              title: 'Approvals',
              clearedBy: `A person who has the permission 'deploy.approve' in '${operation.environment}'`,
            },
          );
        }
        const permissions = await this.#authorizer.requireApprove(
          operation,
          caller.credentials,
        );
        if (
          settings.approval?.excludeRequester &&
          operation.requestedBy === caller.ref
        ) {
          throw new PermissionDeniedError(
            `You may not ${body.decision} operation ${operation.id}: you asked for it yourself. To take it back, cancel it`,
            {
              id: 'approvals',
              title: 'Approvals',
              clearedBy: `Somebody else who has the permission 'deploy.approve' in '${operation.environment}'`,
            },
          );
        }
        const decided = await this.#store.decide(operation.id, {
          by: caller.ref,
          decision: body.decision === 'approve' ? 'approved' : 'rejected',
          version: body.version,
          diffHash: body.diffHash,
          reason: body.reason,
        });
        this.#callers.remember(operation.id, caller);
        return this.#answer(decided ?? record, caller, permissions);
      },
    );
  }

  async #audited(
    event: {
      eventId: string;
      caller: Caller;
      record: OperationRecord;
      request?: Request;
    },
    work: () => Promise<OperationResponse>,
  ): Promise<OperationResponse> {
    const { operation } = event.record;
    const answer = await auditedBy(
      this.#auditor,
      {
        eventId: event.eventId,
        request: event.request,
        meta: {
          entityRef: operation.entityRef,
          environment: operation.environment,
          operationId: operation.id,
          channel: event.caller.channel,
          requestedBy: event.caller.ref,
        },
      },
      async () => ({ answer: await work() }),
    );
    this.#wake();
    return answer;
  }

  async #answer(
    record: OperationRecord,
    caller: Caller,
    permissions: EnvironmentPermissions,
  ): Promise<OperationResponse> {
    const { operation } = record;
    const [events, latest] = await Promise.all([
      this.#store.events(operation.id),
      this.#store.findLatest(operation.entityRef),
    ]);
    return {
      operation,
      events,
      actions: describeOperationActions({
        record,
        caller: caller.ref,
        permissions,
        latestOperationId: latest.find(
          other => other.operation.environment === operation.environment,
        )?.operation.id,
      }),
      gates: record.settings.gates,
    };
  }
}
