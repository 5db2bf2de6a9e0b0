import { createHash } from 'node:crypto';
import { toApprovalSubject } from '../../operations/approvalsSubject';
import { ChangeMode, NewOperation } from '../../operations/OperationRecord';
import { OperationStore } from '../../operations/OperationStore';
import { newOperation, testImage } from '../newOperation';
import { TestGit } from '../TestGit';
import { Random } from './random';
import { ReplicaDatabase } from './ReplicaDatabase';

/** What a request may be refused with: each says what to do next. */
const refusals = [
  'operation-active',
  'changed-since-seen',
  'idempotency-key-reused',
  'not-cancellable',
  'not-approvable',
];

/** What a request begins its write with: by then it has seen that the environment is free. */
const AFTER_THE_LOOK = /clock_timestamp/;

/** Those who promote, roll back, approve, reject and cancel, each on one of the replicas. */
export class People {
  readonly #entityRef: string;
  readonly #mode: ChangeMode;
  readonly #random: Random;
  readonly #git: TestGit;
  readonly #databases: readonly ReplicaDatabase[];
  readonly #storeOf: (replica: number) => OperationStore;
  readonly #tell: (what: string) => void;
  /** Which operation each idempotency key made. */
  readonly #byKey = new Map<string, string>();

  constructor(options: {
    entityRef: string;
    mode: ChangeMode;
    random: Random;
    git: TestGit;
    databases: readonly ReplicaDatabase[];
    storeOf: (replica: number) => OperationStore;
    tell: (what: string) => void;
  }) {
    this.#entityRef = options.entityRef;
    this.#mode = options.mode;
    this.#random = options.random;
    this.#git = options.git;
    this.#databases = options.databases;
    this.#storeOf = options.storeOf;
    this.#tell = options.tell;
  }

  async request(): Promise<void> {
    const replica = this.#anyReplica();
    await this.#send(replica, await this.#plan(replica));
  }

  /**
   * Two ask at the same moment, sometimes for the very same: the second comes to the other replica while the first
   * has looked, and not written yet.
   */
  async requestAtOnce(): Promise<void> {
    const slow = this.#anyReplica();
    const fast = 1 - slow;
    const first = await this.#plan(slow);
    const second = this.#random.percent(30) ? first : await this.#plan(fast);
    this.#tell('two ask at once');
    const database = this.#databases[slow];
    if (!database.canHold) {
      await this.#send(slow, first);
      await this.#send(fast, second);
      return;
    }
    const held = database.hold(AFTER_THE_LOOK);
    const sent = this.#send(slow, first);
    try {
      await Promise.race([held.reached, sent]);
      await this.#send(fast, second);
    } finally {
      held.release();
    }
    await sent;
  }

  async decide(): Promise<void> {
    const random = this.#random;
    if (this.#mode === 'pull-request') {
      this.#tell('somebody reviews the pull request');
      this.#git.review({
        author: 'sre',
        state: random.percent(80) ? 'approved' : 'changes-requested',
      });
      return;
    }
    const store = this.#storeOf(this.#anyReplica());
    const [latest] = await store.findLatest(this.#entityRef);
    if (latest) {
      const { id, to, approval } = latest.operation;
      await this.#allowed('decides', () =>
        store.decide(id, {
          by: `user:default/${random.pick(['sre', 'team-lead'])}`,
          decision: random.percent(80) ? 'approved' : 'rejected',
          version: random.percent(95) ? to.image : testImage(9),
          diffHash: approval?.diffHash ?? 'a'.repeat(64),
        }),
      );
    }
  }

  async cancel(): Promise<void> {
    const store = this.#storeOf(this.#anyReplica());
    const [latest] = await store.findLatest(this.#entityRef);
    if (latest) {
      await this.#allowed('cancels', () =>
        store.requestCancel(latest.operation.id, { by: 'user:default/sre' }),
      );
    }
  }

  /** A request as somebody makes it who looks now. */
  async #plan(replica: number): Promise<NewOperation> {
    const random = this.#random;
    const [latest] = await this.#storeOf(replica).findLatest(this.#entityRef);
    const rollback = random.percent(30);
    const current = this.#git.commits.at(-1)?.image;
    const toImage = testImage(random.pick(rollback ? [1, 2] : [2, 3, 4]));
    const request: NewOperation = newOperation({
      kind: rollback ? 'rollback' : 'promote',
      entityRef: this.#entityRef,
      environment: 'prod',
      fromImage: current,
      toImage,
      reason: rollback ? 'It leaks' : undefined,
      mode: this.#mode,
      requestHash: createHash('sha256')
        .update(`${rollback}:${toImage}`)
        .digest('hex'),
      idempotencyKey: random.percent(50)
        ? `${this.#entityRef}:${random.below(3)}`
        : undefined,
      latestOperationId: latest?.operation.id,
    });
    if (this.#mode === 'approvals') {
      request.settings.approval = {
        ...toApprovalSubject({
          fromImage: current,
          toImage,
          template: undefined,
        }),
        required: 1,
        excludeRequester: false,
      };
    }
    return request;
  }

  async #send(replica: number, request: NewOperation): Promise<void> {
    await this.#allowed(
      `requests a ${request.kind} to ${request.toImage} of replica ${replica}`,
      async () => {
        const { created, record } = await this.#storeOf(replica).create(
          request,
        );
        const { idempotencyKey } = request;
        if (idempotencyKey !== undefined) {
          const before = this.#byKey.get(idempotencyKey);
          if (created ? before : before !== record.operation.id) {
            throw new Error(`The key '${idempotencyKey}' made two operations`);
          }
          this.#byKey.set(idempotencyKey, record.operation.id);
        }
      },
    );
  }

  /** Does what may be refused, with one of the refusals that people know. */
  async #allowed(what: string, action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
      this.#tell(`somebody ${what}`);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === undefined || !refusals.includes(code)) {
        throw error;
      }
      this.#tell(`somebody ${what}: ${code}`);
    }
  }

  #anyReplica(): number {
    return this.#random.below(this.#databases.length);
  }
}
