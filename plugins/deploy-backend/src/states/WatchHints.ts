import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { DeployTarget, ObserverHint } from '@openportal/plugin-deploy-node';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { StateService } from './StateService';

/**
 * Reads an environment again as soon as its observer hints that something changed there. What the hint says
 * is not trusted, and a lost one costs nothing: the periodic pass comes anyway.
 */
export class WatchHints {
  readonly #adapters: AdapterRegistry;
  readonly #states: StateService;
  readonly #logger: LoggerService;
  readonly #stops: (() => void)[] = [];

  constructor(options: {
    adapters: AdapterRegistry;
    states: StateService;
    logger: LoggerService;
  }) {
    this.#adapters = options.adapters;
    this.#states = options.states;
    this.#logger = options.logger;
  }

  start(): void {
    for (const observer of this.#adapters.observers()) {
      const stop = observer.watch?.(hint => this.#onHint(hint));
      if (stop) {
        this.#stops.push(stop);
      }
    }
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) {
      stop();
    }
  }

  #onHint(hint: ObserverHint): void {
    for (const { app, item } of this.#states.listRead()) {
      if (isMeant(hint, item.target)) {
        this.#states.refresh(app, item).catch(error =>
          this.#logger.warn('A hint about a deployment could not be followed', {
            entityRef: app.entityRef,
            environment: item.environment.name,
            error: stringifyError(error),
          }),
        );
      }
    }
  }
}

/** Whether a hint is about this target. */
export function isMeant(hint: ObserverHint, target: DeployTarget): boolean {
  if ('entityRef' in hint) {
    return (
      hint.entityRef === target.entityRef &&
      hint.environment === target.environment
    );
  }
  if ('argocdApplication' in hint) {
    return hint.argocdApplication === target.argocdApplication;
  }
  if ('repository' in hint) {
    const { owner, name } = hint.repository;
    // The host is left out: a hint of another host costs one read.
    return [target.repository, target.sourceRepository].some(
      repository => repository?.owner === owner && repository.name === name,
    );
  }
  return (
    hint.namespace === target.namespace &&
    (hint.cluster === undefined ||
      target.cluster === undefined ||
      hint.cluster === target.cluster)
  );
}
