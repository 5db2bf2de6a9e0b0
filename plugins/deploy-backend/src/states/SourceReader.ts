import { LoggerService } from '@backstage/backend-plugin-api';
import { DesiredVersion, Observation } from '@openportal/plugin-deploy-node';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { DeployApp, DeployAppEnvironment } from '../app/resolveDeployApp';
import { readSource, SourceAnswers } from './sourceAnswers';

/** Asks where it is written what should run, and what runs. */
export class SourceReader {
  readonly #adapters: AdapterRegistry;
  readonly #logger: LoggerService;

  constructor(options: { adapters: AdapterRegistry; logger: LoggerService }) {
    this.#adapters = options.adapters;
    this.#logger = options.logger;
  }

  /** Asks the sources of an environment. What one of them fails with is its answer. */
  async ask(
    app: DeployApp,
    { environment, target }: DeployAppEnvironment,
    options: { observedOnly?: boolean; known?: DesiredVersion; wrote?: string },
  ): Promise<SourceAnswers> {
    const { observedOnly, known, wrote } = options;
    const desiredState = this.#adapters.findDesiredState(app.strategy);
    const observer = this.#adapters.findObserver(app.observer);
    const [desired, observed] = await Promise.all([
      observedOnly
        ? undefined
        : readSource<DesiredVersion | undefined>(
            app.strategy,
            desiredState &&
              (signal => desiredState.read(target, { signal, known, wrote })),
          ),
      readSource<Observation>(
        app.observer,
        observer && (signal => observer.observe(target, { signal })),
      ),
    ]);
    for (const read of [desired, observed]) {
      if (read && 'error' in read) {
        this.#logger.warn('A source of deployment states cannot be read', {
          entityRef: app.entityRef,
          environment: environment.name,
          error: read.error,
        });
      }
    }
    return { desired, observed };
  }
}
