import {
  DeploymentView,
  EnvironmentView,
  HistoryResponse,
  nextEnvironment,
  OperationActions,
  VersionsResponse,
} from '@openportal/plugin-deploy-common';
import { ArtifactService } from '../adapters/ArtifactService';
import { DeployApp } from '../app/resolveDeployApp';
import { FreezeWindow } from '../config/DeployConfig';
import { toDeployedVersion } from '../database/toOperationRecord';
import { listFreezes } from '../gates/freezes';
import { OperationRecord } from '../operations/OperationRecord';
import { OperationQuery, OperationStore } from '../operations/OperationStore';
import { AppFactsReader } from '../states/AppFacts';
import { StateService } from '../states/StateService';
import { ActionPlanner, toActionPreview } from './ActionPlanner';
import { describeOperationActions } from './operationActions';
import { EnvironmentPermissions, toGatePermissions } from './DeployAuthorizer';
import { VersionCatalog } from './VersionCatalog';

// A page is worth waiting for this long; what is slower comes with the next look.
const PAGE_WAIT_MS = 4_000;

/** Answers what the pages ask. */
export class DeploymentService {
  readonly #states: StateService;
  readonly #facts: AppFactsReader;
  readonly #store: OperationStore;
  readonly #planner: ActionPlanner;
  readonly #versions: VersionCatalog;
  readonly #artifacts: ArtifactService;
  readonly #freezes: FreezeWindow[];
  readonly #stateMaxAgeMs: number;

  constructor(options: {
    states: StateService;
    facts: AppFactsReader;
    store: OperationStore;
    planner: ActionPlanner;
    versions: VersionCatalog;
    artifacts: ArtifactService;
    freezes: FreezeWindow[];
    stateMaxAgeMs: number;
  }) {
    this.#states = options.states;
    this.#facts = options.facts;
    this.#store = options.store;
    this.#planner = options.planner;
    this.#versions = options.versions;
    this.#artifacts = options.artifacts;
    this.#freezes = options.freezes;
    this.#stateMaxAgeMs = options.stateMaxAgeMs;
  }

  /** Everything about an application, as far as the caller may see it. */
  async view(
    app: DeployApp,
    permissions: Map<string, EnvironmentPermissions>,
    /** Who looks. */
    caller: string,
  ): Promise<DeploymentView> {
    // What is stored, at once: no git host, cluster or registry is asked while somebody waits.
    const [known, latest] = await Promise.all([
      this.#facts.read(app),
      this.#store.findLatest(app.entityRef),
    ]);
    const { states } = known;
    const environments = app.environments.map(item => item.environment);
    const views = await Promise.all(
      states.map(async (state, index): Promise<EnvironmentView | undefined> => {
        const environment = environments[index];
        const own = permissions.get(environment.name);
        if (!own) {
          return undefined;
        }
        const recordOf = (name: string) =>
          latest.find(({ operation }) => operation.environment === name);
        const operationOf = (name: string) => recordOf(name)?.operation;
        const activeOf = (name: string) => {
          const operation = operationOf(name);
          return operation?.finishedAt === undefined ? operation : undefined;
        };
        const next = nextEnvironment(environments, environment.name);
        const planTo = async (target: string) => {
          const allowed = permissions.get(target);
          return (
            allowed &&
            this.#planner.planPromotion(
              {
                app,
                states,
                known,
                findMark: known.findMark,
                nowMs: known.nowMs,
                permissions: toGatePermissions('promote', allowed),
                activeOperation: activeOf(target),
              },
              environment.name,
              target,
            )
          );
        };
        const beyond = environments.slice(index + 2).filter(({ name }) => {
          const allowed = permissions.get(name);
          return allowed?.promote && allowed.skip;
        });
        const [promote, skips, rollback] = await Promise.all([
          next && planTo(next.name),
          Promise.all(beyond.map(({ name }) => planTo(name))),
          this.#planner.planRollback(
            {
              app,
              states,
              known,
              findMark: known.findMark,
              nowMs: known.nowMs,
              permissions: toGatePermissions('rollback', own),
              activeOperation: activeOf(environment.name),
            },
            environment.name,
          ),
        ]);
        return {
          environment,
          state,
          promote: promote && toActionPreview(promote),
          ...(skips.length > 0 && {
            skips: skips.flatMap(plan => (plan ? toActionPreview(plan) : [])),
          }),
          rollback: toActionPreview(rollback),
          behind: known.behind.get(environment.name),
          activeOperation: activeOf(environment.name),
          operationActions: describeOperation(
            recordOf(environment.name),
            own,
            caller,
          ),
          lastOperation: operationOf(environment.name),
        };
      }),
    );
    return {
      entityRef: app.entityRef,
      strategy: app.strategy,
      observer: app.observer,
      environments: views.flatMap(view => view ?? []),
      problems: app.problems,
      freezes: listFreezes(this.#freezes, {
        environments: [...permissions.keys()],
        now: new Date(known.nowMs),
      }),
      generatedAt: new Date(known.nowMs).toISOString(),
    };
  }

  /** The versions that an environment has had, with what the registry says of each. */
  async versions(
    app: DeployApp,
    environment: string,
  ): Promise<VersionsResponse> {
    const states = await this.#states.read(app, {
      maxAgeMs: this.#stateMaxAgeMs,
      only: [environment],
      waitMs: PAGE_WAIT_MS,
    });
    const state = states.find(known => known.environment === environment);
    if (!state) {
      return { environment, items: [] };
    }
    const versions = await this.#versions.list(app, state);
    return {
      environment,
      lastHealthy: state.lastHealthy,
      items: await Promise.all(
        versions.map(async version => {
          const presence = await this.#artifacts.presence(version.image);
          return {
            ...toDeployedVersion(version.image),
            current: version.current,
            suggested: version.suggested,
            healthyAt: version.healthyAt,
            deployedAt: version.deployedAt,
            deployedBy: version.deployedBy,
            bad: version.bad && {
              reason: version.bad.reason,
              by: version.bad.by,
              at: version.bad.at,
            },
            presence: presence.state,
            artifact:
              presence.state === 'present'
                ? await this.#artifacts.describe(version.image)
                : undefined,
          };
        }),
      ),
    };
  }

  /** Operations, newest first, in pages. */
  async history(query: OperationQuery): Promise<HistoryResponse> {
    const records = await this.#store.list({
      ...query,
      limit: query.limit + 1,
    });
    const page = records.slice(0, query.limit);
    return {
      items: page.map(({ operation }) => operation),
      nextCursor:
        records.length > page.length
          ? page.at(-1)?.sequence.toString()
          : undefined,
    };
  }
}

/** What the caller may do with the newest operation, where there is one. */
function describeOperation(
  record: OperationRecord | undefined,
  permissions: EnvironmentPermissions,
  caller: string,
): OperationActions | undefined {
  return (
    record &&
    describeOperationActions({
      record,
      caller,
      permissions,
      latestOperationId: record.operation.id,
    })
  );
}
