import { Knex } from 'knex';
import { DeployConfig } from '../../config/DeployConfig';
import { OperationRow } from '../../database/rows';
import { ChangeMode } from '../../operations/OperationRecord';
import { testImage } from '../newOperation';
import { TestCluster } from '../TestCluster';
import { TestGit } from '../TestGit';
import { TestRegistry } from '../TestRegistry';
import { Deliveries } from './Deliveries';
import { People } from './People';
import { Random } from './random';
import { Replica } from './Replica';
import { ReplicaDatabase } from './ReplicaDatabase';

/**
 * One environment, two replicas, and people who promote, roll back, approve, reject, cancel and send webhooks in an
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
  readonly #databases: readonly ReplicaDatabase[];
  readonly #knex: Knex;
  readonly #config: DeployConfig;
  readonly #replicas: Replica[];
  readonly #people: People;
  readonly #deliveries: Deliveries;

  constructor(options: {
    id: number;
    random: Random;
    /** Those of the two replicas. */
    databases: readonly ReplicaDatabase[];
    configs: Record<ChangeMode, DeployConfig>;
  }) {
    const { random, databases } = options;
    this.#random = random;
    this.entityRef = `component:default/app-${options.id}`;
    this.mode = random.pick(['direct', 'pull-request', 'approvals']);
    this.#databases = databases;
    this.#knex = databases[0].knex;
    this.#config = options.configs[this.mode];
    this.#replicas = databases.map(({ knex }) => this.#start(knex));
    this.#people = new People({
      entityRef: this.entityRef,
      mode: this.mode,
      random,
      git: this.git,
      databases,
      storeOf: replica => this.#replicas[replica].store,
      tell: what => this.#tell(what),
    });
    this.#deliveries = new Deliveries({
      entityRef: this.entityRef,
      databases,
      config: this.#config,
      operations: this.#replicas[0].store,
    });
    this.git.write('environments/prod', testImage(1));
    this.cluster.sync();
  }

  /** Some random things, and then everything to its end. */
  async run(length: number): Promise<void> {
    await this.#people.request();
    for (let turn = 0; turn < length; turn++) {
      await this.#turn();
    }
    await this.#finish();
  }

  async #turn(): Promise<void> {
    const random = this.#random;
    const dice = random.below(100);
    if (dice < 46) {
      await this.#step();
    } else if (dice < 56) {
      await this.#people.request();
    } else if (dice < 61) {
      await this.#people.requestAtOnce();
    } else if (dice < 71) {
      await this.#people.decide();
    } else if (dice < 76) {
      await this.#people.cancel();
    } else if (dice < 83) {
      await this.#deliver();
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
    const index = this.#anyReplica();
    await this.#replicas[index].step();
    this.#tell(
      `replica ${index} goes on to ${this.#replicas[index].heldAt ?? 'rest'}`,
    );
  }

  /** A webhook, perhaps one that came before, and perhaps it is worked on only after what comes next. */
  async #deliver(): Promise<void> {
    const random = this.#random;
    const id = random.below(4);
    this.#tell(`webhook ${id} says that there is something to see`);
    await this.#deliveries.arrive(this.#anyReplica(), id);
    if (random.percent(70)) {
      await this.#deliveries.follow(this.#anyReplica());
    }
  }

  /** A replica is killed, wherever it is, and another one starts in its place. */
  #die(): void {
    const index = this.#anyReplica();
    this.#tell(`replica ${index} dies at ${this.#replicas[index].heldAt}`);
    this.#replicas[index].die();
    this.#replicas[index] = this.#start(this.#databases[index].knex);
  }

  /** Leases run out, looks are due, and deadlines come closer. */
  async #passTime(by: { milliseconds: number; leases: boolean }) {
    this.#tell(`${by.milliseconds} ms pass, with leases: ${by.leases}`);
    const row = await this.#knex<OperationRow>('operations')
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
    await this.#knex<OperationRow>('operations')
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
    await this.#deliveries.follow(this.#anyReplica());
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
        await this.#people.decide();
      }
      await this.#passTime({
        milliseconds: round < 4 ? 20_000 : 1_200_000,
        leases: true,
      });
      if (round > 20) {
        await this.#people.cancel();
      }
    }
  }

  /** The time of the next look at what has ended comes. */
  async #lookBack(): Promise<void> {
    await this.#knex<OperationRow>('operations')
      .where({ entity_ref: this.entityRef })
      .whereNotNull('late_next_at')
      .update({ late_next_at: 0 });
    await this.#random.pick(this.#replicas).lookBack();
    // Nobody else looks at them: the next environment begins with nothing due.
    await this.#knex<OperationRow>('operations')
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

  #anyReplica(): number {
    return this.#random.below(this.#databases.length);
  }

  #tell(what: string): void {
    this.trace.push(what);
  }
}
