import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { recoverCatalog } from './recoverCatalog';

/**
 * Brings back, before the catalog starts to work, what a crash interrupted in it.
 *
 * @internal
 */
export const catalogModuleRecovery = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'recovery',
  register(registration) {
    registration.registerInit({
      deps: { database: coreServices.database, logger: coreServices.logger },
      async init({ database, logger }) {
        try {
          await recoverCatalog(await database.getClient());
        } catch (error) {
          // Without it the catalog works as it always does: the next change of an entity, or its next turn, repairs it.
          logger.warn(
            `The catalog was not searched for interrupted work: ${stringifyError(
              error,
            )}`,
          );
        }
      },
    });
  },
});
