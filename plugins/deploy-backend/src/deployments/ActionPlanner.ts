import {
  ActionPreview,
  DeployAction,
  Environment,
  EnvironmentState,
  Gate,
  GateId,
  gatesAllow,
  isSameImage,
  matchesVersion,
  Operation,
  provesImage,
} from '@openportal/plugin-deploy-common';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { ArtifactService } from '../adapters/ArtifactService';
import { DeployApp } from '../app/resolveDeployApp';
import { FreezeWindow } from '../config/DeployConfig';
import { toDeployedVersion } from '../database/toOperationRecord';
import { BREAKABLE_GATES } from '../gates/breakGlass';
import { evaluateGates, findBrokenGates } from '../gates/evaluateGates';
import { GateFacts, GatePermissions, Obstacle } from '../gates/GateFacts';
import { modeOf } from '../gates/modeOf';
import { ChangeMode } from '../operations/OperationRecord';
import { AppFacts } from '../states/AppFacts';
import { desiredContent } from '../states/runsHealthy';
import { explainMissingAdapters } from './explainMissingAdapters';
import { VersionCatalog } from './VersionCatalog';

// A job needs no manifest to be there before it deploys for the first time.
const WRITES_WITHOUT_MANIFEST: readonly string[] = ['job'];

/** What is known when an action is planned. */
export type PlanContext = {
  app: DeployApp;
  states: EnvironmentState[];
  permissions: GatePermissions;
  activeOperation?: Operation;
  /** The mark of a version that somebody rolled back from. */
  findMark: AppFacts['findMark'];
  /** What is stored: a preview is made of it, and asks nobody else. */
  known?: Pick<AppFacts, 'versions' | 'resolve'>;
  /** The time by the clock of the database, which all replicas share. */
  nowMs: number;
  /** Undefined for a preview. */
  reasonGiven?: boolean;
  /** Whether the caller breaks the glass, with a reason of its own. */
  breaksGlass?: boolean;
};

/** An action with everything that decides about it. */
export type ActionPlan = {
  facts: GateFacts;
  gates: Gate[];
  /** Gates that pass only because the caller breaks the glass. */
  broken: GateId[];
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
      soak: soakOf(source),
      skipped: names.slice(names.indexOf(from) + 1, names.indexOf(to)),
    });
  }

  /** A rollback to a version that a person named, or to the one that is suggested. */
  async planRollback(
    context: PlanContext,
    environment: string,
    wanted: { version?: string; allowCurrent?: boolean } = {},
  ): Promise<ActionPlan> {
    const { version, allowCurrent = false } = wanted;
    const state = stateOf(context.states, environment);
    const versions = context.known
      ? context.known.versions(environment)
      : await this.#versions.list(context.app, state);
    const chosen = versions.find(candidate =>
      version === undefined
        ? candidate.suggested
        : (allowCurrent || !candidate.current) &&
          matchesVersion(candidate.image, version),
    );
    return this.#plan(context, 'rollback', environment, chosen?.image, {
      healthy: chosen && { image: chosen.image, at: chosen.lastHealthyAt },
      skipped: [],
    });
  }

  async #plan(
    context: PlanContext,
    action: DeployAction,
    target: string,
    wanted: string | undefined,
    details: Pick<GateFacts, 'source' | 'soak' | 'skipped'> & {
      /** Of a rollback: what was healthy there, and when. */
      healthy?: { image: string; at?: string };
    },
  ): Promise<ActionPlan> {
    const { app } = context;
    const { healthy, ...others } = details;
    const environment = environmentOf(app, target);
    const resolved =
      wanted === undefined
        ? undefined
        : // A preview may be a little behind; a request is decided by what is there now.
          context.known?.resolve(wanted) ??
          (await this.#artifacts.resolve(wanted, { fresh: true }));
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
      badMark: resolved && context.findMark(target, resolved.image),
      freezes: this.#freezes,
      // What the author saw was compared already; it counts again when it is written.
      template: { now: state.desired?.template },
      breaks: context.breaksGlass ? BREAKABLE_GATES : [],
      reasonGiven: context.reasonGiven,
      now: new Date(context.nowMs),
      // What a tag means today is not what was healthy under it.
      imageHealthyAt:
        healthy && resolved && provesImage(healthy.image, resolved.image)
          ? healthy.at
          : undefined,
      ...others,
    };
    const broken = findBrokenGates(facts);
    return {
      facts,
      gates: evaluateGates(facts),
      broken,
      // Who breaks the glass of the approvals waits for none.
      mode: broken.includes('approvals') ? 'direct' : mode,
    };
  }

  #whyNotPropose(
    app: DeployApp,
    state: EnvironmentState,
    mode: ChangeMode,
  ): Obstacle | undefined {
    const missing = explainMissingAdapters(this.#adapters, app, mode);
    if (missing) {
      return missing;
    }
    if (
      state.desired === undefined &&
      state.sources.desired.error === undefined &&
      !WRITES_WITHOUT_MANIFEST.includes(app.strategy ?? '')
    ) {
      return {
        reason: `Nothing is written for '${state.environment}' yet: its manifests are missing in the repository`,
        clearedBy: 'Owner of the entity',
      };
    }
    return undefined;
  }
}

/** What the button shows. */
export function toActionPreview(plan: ActionPlan): ActionPreview {
  const { target, image, environment } = plan.facts;
  const refusing = plan.gates.filter(gate => gate.status === 'fail');
  return {
    environment: environment.name,
    from: target.desired && toDeployedVersion(target.desired.image),
    to: image === undefined ? undefined : toDeployedVersion(image),
    allowed: gatesAllow(plan.gates),
    gates: plan.gates,
    mode: plan.mode,
    breakGlass:
      refusing.length > 0 && refusing.every(gate => gate.breakGlass === true),
  };
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

function soakOf(source: {
  environment: Environment;
  state: EnvironmentState;
}): GateFacts['soak'] {
  const { soakSeconds, name } = source.environment;
  const { lastHealthy } = source.state;
  const image = desiredContent(source.state);
  if (soakSeconds === undefined) {
    return undefined;
  }
  const isThis =
    lastHealthy !== undefined &&
    image !== undefined &&
    isSameImage(lastHealthy.image, image);
  return {
    environment: name,
    seconds: soakSeconds,
    since:
      isThis && lastHealthy.since !== undefined
        ? new Date(lastHealthy.since)
        : undefined,
  };
}
