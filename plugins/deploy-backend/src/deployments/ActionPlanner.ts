import {
  ActionPreview,
  DeployAction,
  Environment,
  EnvironmentState,
  Gate,
  gatesAllow,
  matchesVersion,
  Operation,
} from '@openportal/plugin-deploy-common';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { ArtifactService } from '../adapters/ArtifactService';
import { DeployApp } from '../app/resolveDeployApp';
import { FreezeWindow } from '../config/DeployConfig';
import { toDeployedVersion } from '../database/toOperationRecord';
import { evaluateGates } from '../gates/evaluateGates';
import { GateFacts, GatePermissions } from '../gates/GateFacts';
import { ChangeMode } from '../operations/OperationRecord';
import { VersionCatalog } from './VersionCatalog';

/** What is known when an action is planned. */
export type PlanContext = {
  app: DeployApp;
  states: EnvironmentState[];
  permissions: GatePermissions;
  activeOperation?: Operation;
  /** Undefined for a preview. */
  reasonGiven?: boolean;
};

/** An action with everything that decides about it. */
export type ActionPlan = {
  facts: GateFacts;
  gates: Gate[];
  mode: ChangeMode;
};

/** Gathers what the gates need to know about an action, and asks them. */
export class ActionPlanner {
  readonly #adapters: AdapterRegistry;
  readonly #artifacts: ArtifactService;
  readonly #versions: VersionCatalog;
  readonly #freezes: FreezeWindow[];

  constructor(options: {
    adapters: AdapterRegistry;
    artifacts: ArtifactService;
    versions: VersionCatalog;
    freezes: FreezeWindow[];
  }) {
    this.#adapters = options.adapters;
    this.#artifacts = options.artifacts;
    this.#versions = options.versions;
    this.#freezes = options.freezes;
  }

  /** A promotion of what the source environment should run. */
  async planPromotion(
    context: PlanContext,
    from: string,
    to: string,
  ): Promise<ActionPlan> {
    const source = {
      environment: environmentOf(context.app, from),
      state: stateOf(context.states, from),
    };
    const names = context.app.environments.map(item => item.environment.name);
    return this.#plan(context, 'promote', to, source.state.desired?.image, {
      source,
      skipped: names.slice(names.indexOf(from) + 1, names.indexOf(to)),
    });
  }

  /** A rollback to a version that a person named, or to the one that is suggested. */
  async planRollback(
    context: PlanContext,
    environment: string,
    version?: string,
  ): Promise<ActionPlan> {
    const state = stateOf(context.states, environment);
    const versions = await this.#versions.list(context.app, state);
    const chosen = versions.find(candidate =>
      version === undefined
        ? candidate.suggested
        : !candidate.current && matchesVersion(candidate.image, version),
    );
    return this.#plan(context, 'rollback', environment, chosen?.image, {
      imageHealthyAt: chosen?.lastHealthyAt,
      skipped: [],
    });
  }

  async #plan(
    context: PlanContext,
    action: DeployAction,
    target: string,
    wanted: string | undefined,
    details: Pick<GateFacts, 'source' | 'skipped' | 'imageHealthyAt'>,
  ): Promise<ActionPlan> {
    const { app } = context;
    const environment = environmentOf(app, target);
    const resolved =
      wanted === undefined
        ? undefined
        : await this.#artifacts.resolve(wanted, {
            // A preview may be a little behind; a request is decided by what is there now.
            fresh: context.reasonGiven !== undefined,
          });
    const mode = modeOf(action, environment);
    const state = stateOf(context.states, target);
    const facts: GateFacts = {
      action,
      environment,
      target: state,
      permissions: context.permissions,
      cannotPropose: this.#whyNotPropose(app, state, mode),
      image: resolved?.image,
      presence: resolved?.presence,
      activeOperation: context.activeOperation,
      badMark:
        resolved &&
        (await this.#versions.findMark(
          { entityRef: app.entityRef, environment: target },
          resolved.image,
        )),
      freezes: this.#freezes,
      reasonGiven: context.reasonGiven,
      now: new Date(),
      ...details,
    };
    return { facts, gates: evaluateGates(facts), mode };
  }

  #whyNotPropose(
    app: DeployApp,
    state: EnvironmentState,
    mode: ChangeMode,
  ): string | undefined {
    if (app.strategy === undefined) {
      return app.problems.find(({ code }) => code === 'no-strategy')?.message;
    }
    const adapter = this.#adapters.findDesiredState(app.strategy);
    if (!adapter) {
      return `No module brings the desired state adapter '${app.strategy}' to the backend`;
    }
    if (!adapter.capabilities.propose) {
      return `The desired state adapter '${app.strategy}' can only read`;
    }
    if (!this.#adapters.findObserver(app.observer)) {
      return `Nobody could tell whether it runs: ${
        app.observer === undefined
          ? app.problems.find(({ code }) => code === 'no-observer')?.message
          : `no module brings the observer adapter '${app.observer}' to the backend`
      }`;
    }
    if (mode === 'pull-request' && !adapter.capabilities.pullRequests) {
      return `'${state.environment}' asks for a pull request, which the desired state adapter '${app.strategy}' cannot open`;
    }
    if (
      state.desired === undefined &&
      state.sources.desired.error === undefined
    ) {
      return `Nothing is written for '${state.environment}' yet: its manifests are missing in the repository`;
    }
    return undefined;
  }
}

/** What the button shows. */
export function toActionPreview(plan: ActionPlan): ActionPreview {
  const { target, image, environment } = plan.facts;
  return {
    environment: environment.name,
    from: target.desired && toDeployedVersion(target.desired.image),
    to: image === undefined ? undefined : toDeployedVersion(image),
    allowed: gatesAllow(plan.gates),
    gates: plan.gates,
    mode: plan.mode,
  };
}

/** How a change reaches an environment. */
export function modeOf(
  action: DeployAction,
  { protection }: Environment,
): ChangeMode {
  return protection.mode === 'none' ||
    (action === 'rollback' && protection.rollback === 'direct')
    ? 'direct'
    : protection.mode;
}

function environmentOf(app: DeployApp, name: string): Environment {
  const item = app.environments.find(
    ({ environment }) => environment.name === name,
  );
  if (!item) {
    throw new Error(
      `'${app.entityRef}' does not use the environment '${name}'`,
    );
  }
  return item.environment;
}

function stateOf(states: EnvironmentState[], name: string): EnvironmentState {
  const state = states.find(({ environment }) => environment === name);
  if (!state) {
    throw new Error(`The state of the environment '${name}' was not read`);
  }
  return state;
}
