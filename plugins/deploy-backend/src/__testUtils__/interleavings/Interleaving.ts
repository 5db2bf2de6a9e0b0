import { createHash } from 'node:crypto';
import { Knex } from 'knex';
import { DeployConfig } from '../../config/DeployConfig';
import { OperationRow } from '../../database/rows';
import { toApprovalSubject } from '../../operations/approvalsSubject';
import { ChangeMode, NewOperation } from '../../operations/OperationRecord';
import { OperationWaker } from '../../webhooks/OperationWaker';
import { newOperation, testImage } from '../newOperation';
import { TestCluster } from '../TestCluster';
import { TestGit } from '../TestGit';
import { TestRegistry } from '../TestRegistry';
import { Random } from './random';
import { Replica } from './Replica';

/** What a request may be refused with: each says what to do next. */
const refusals = [
  'operation-active',
  'changed-since-seen',
  'idempotency-key-reused',
  'not-cancellable',
  'not-approvable',
];

/**
 * One environment, two replicas, and people who promote, roll back, approve, reject, cancel and send hints in an
 * order that the seed decides. Time passes and replicas die in between.
 */
export class Interleaving {
  readonly trace: string[] = [];
  readonly git = new TestGit();
  readonly cluster = new TestCluster(this.git);
  readonly entityRef: string;
  readonly mode: ChangeMode;
  readonly #registry = new TestRegistry();
  readonly #random: Random;
  readonly #knexes: readonly Knex[];
  readonly #config: DeployConfig;
  readonly #replicas: Replica[];
  /** Which operation each idempotency key made. */
  readonly #byKey = new Map<string, string>();

  constructor(options: {
    id: number;
    random: Random;
    knexes: readonly Knex[];
    configs: Record<ChangeMode, DeployConfig>;
  }) {
    this.#random = options.random;
    this.entityRef = `component:default/app-${options.id}`;
    this.mode = this.#random.pick(['direct', 'pull-request', 'approvals']);
    this.#knexes = options.knexes;
    this.#config = options.configs[this.mode];
    this.#replicas = this.#knexes.map(knex => this.#start(knex));
    this.git.write('environments/prod', testImage(1));
    this.cluster.sync();
  }

  /** Some random things, and then everything to its end. */
  async run(length: number): Promise<void> {
    await this.#request();
    for (let turn = 0; turn < length; turn++) {
      await this.#turn();
    }
    await this.#finish();
  }

  async #turn(): Promise<void> {
    const random = this.#random;
    const dice = random.below(100);
    if (dice < 50) {
      await this.#step();
    } else if (dice < 62) {
      await this.#request();
    } else if (dice < 72) {
      await this.#decide();
    } else if (dice < 77) {
      await this.#cancel();
    } else if (dice < 83) {
      await this.#hint();
    } else if (dice < 88) {
      this.#die();
    } else if (dice < 94) {
      this.#tell('the cluster syncs');
      this.cluster.sync();
    } else if (dice < 97) {
      await this.#passTime({ milliseconds: 0, leases: true });
    } else {
      this.#tell('somebody writes by hand');
      this.git.write('environments/prod', testImage(random.pick([7, 8])));
    }
  }

  /** One of the replicas goes on to its next call. */
  async #step(): Promise<void> {
    const index = this.#random.below(this.#replicas.length);
    await this.#replicas[index].step();
    this.#tell(
      `replica ${index} goes on to ${this.#replicas[index].heldAt ?? 'rest'}`,
    );
  }

  async #request(): Promise<void> {
    const random = this.#random;
    const { store } = random.pick(this.#replicas);
    const [latest] = await store.findLatest(this.entityRef);
    const rollback = random.percent(30);
    const current = this.git.commits.at(-1)?.image;
    const toImage = testImage(random.pick(rollback ? [1, 2] : [2, 3, 4]));
    const request: NewOperation = newOperation({
      kind: rollback ? 'rollback' : 'promote',
      entityRef: this.entityRef,
      environment: 'prod',
      fromImage: current,
      toImage,
      reason: rollback ? 'It leaks' : undefined,
      mode: this.mode,
      requestHash: createHash('sha256')
        .update(`${rollback}:${toImage}`)
        .digest('hex'),
      idempotencyKey: random.percent(50)
        ? `${this.entityRef}:${random.below(3)}`
        : undefined,
      latestOperationId: latest?.operation.id,
    });
    if (this.mode === 'approvals') {
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
    await this.#allowed(`requests ${request.kind} of ${toImage}`, async () => {
      const { created, record } = await store.create(request);
      const { idempotencyKey } = request;
      if (idempotencyKey !== undefined) {
        const before = this.#byKey.get(idempotencyKey);
        if (created ? before : before !== record.operation.id) {
          throw new Error(`The key '${idempotencyKey}' made two operations`);
        }
        this.#byKey.set(idempotencyKey, record.operation.id);
      }
    });
  }

  async #decide(): Promise<void> {
    const random = this.#random;
    if (this.mode === 'pull-request') {
      this.#tell('somebody reviews the pull request');
      this.git.review({
        author: 'sre',
        state: random.percent(80) ? 'approved' : 'changes-requested',
      });
      return;
    }
    const { store } = random.pick(this.#replicas);
    const [latest] = await store.findLatest(this.entityRef);
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

  async #cancel(): Promise<void> {
    const { store } = this.#random.pick(this.#replicas);
    const [latest] = await store.findLatest(this.entityRef);
    if (latest) {
      await this.#allowed('cancels', () =>
        store.requestCancel(latest.operation.id, { by: 'user:default/sre' }),
      );
    }
  }

  async #hint(): Promise<void> {
    this.#tell('a webhook says that there is something to see');
    await new OperationWaker({
      knex: this.#random.pick(this.#knexes),
      onWoken: () => {},
    }).wake({ entityRef: this.entityRef, environments: ['prod'] });
  }

  /** A replica is killed, wherever it is, and another one starts in its place. */
  #die(): void {
    const index = this.#random.below(this.#replicas.length);
    this.#tell(`replica ${index} dies at ${this.#replicas[index].heldAt}`);
    this.#replicas[index].die();
    this.#replicas[index] = this.#start(this.#knexes[index]);
  }

  /** Leases run out, looks are due, and deadlines come closer. */
  async #passTime(by: { milliseconds: number; leases: boolean }) {
    this.#tell(`${by.milliseconds} ms pass, with leases: ${by.leases}`);
    const [knex] = this.#knexes;
    const row = await knex<OperationRow>('operations')
      .where({ entity_ref: this.entityRef })
      .whereNull('finished_at')
      .first();
    if (!row) {
      return;
    }
    const progress = JSON.parse(row.progress ?? '{}') as Record<string, number>;
    for (const name of Object.keys(progress)) {
      if (name.endsWith('Since')) {
        progress[name] -= by.milliseconds;
      }
    }
    await knex<OperationRow>('operations')
      .where({ id: row.id })
      .update({
        next_at: 0,
        progress: JSON.stringify(progress),
        ...(by.leases && { lease_until: 0 }),
        ...(row.deadline_at !== null && {
          deadline_at: Number(row.deadline_at) - by.milliseconds,
        }),
      });
  }

  /** No more requests: whoever must do something does it, until nothing is left to do. */
  async #finish(): Promise<void> {
    this.#tell('no more requests');
    for (let round = 0; round < 40; round++) {
      // Those that were held all the time wake up now, with leases that may be somebody else's.
      for (const replica of this.#replicas) {
        do {
          await replica.step();
        } while (replica.heldAt !== undefined);
      }
      const [active] = await this.#replicas[0].store.findLatest(this.entityRef);
      if (active?.operation.finishedAt !== undefined) {
        await this.#lookBack();
        return;
      }
      this.cluster.sync();
      if (this.mode === 'pull-request') {
        this.git.review({ author: 'team-lead', state: 'approved' });
      } else if (this.mode === 'approvals') {
        await this.#decide();
      }
      await this.#passTime({
        milliseconds: round < 4 ? 20_000 : 1_200_000,
        leases: true,
      });
      if (round > 20) {
        await this.#cancel();
      }
    }
  }

  /** The time of the next look at what has ended comes. */
  async #lookBack(): Promise<void> {
    const [knex] = this.#knexes;
    await knex<OperationRow>('operations')
      .where({ entity_ref: this.entityRef })
      .whereNotNull('late_next_at')
      .update({ late_next_at: 0 });
    await this.#random.pick(this.#replicas).lookBack();
    // Nobody else looks at them: the next environment begins with nothing due.
    await knex<OperationRow>('operations')
      .where({ entity_ref: this.entityRef })
      .update({ late_next_at: null });
  }

  #start(knex: Knex): Replica {
    return new Replica({
      knex,
      git: this.git,
      cluster: this.cluster,
      registry: this.#registry,
      config: this.#config,
    });
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

  #tell(what: string): void {
    this.trace.push(what);
  }
}
