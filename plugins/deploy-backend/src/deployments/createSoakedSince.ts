import { provesImage } from '@openportal/plugin-deploy-common';
import { DatabaseStateStore } from '../database/DatabaseStateStore';

/** Tells since when an image has been healthy somewhere, by what was seen. */
export function createHealthySince(states: DatabaseStateStore) {
  return async (
    key: { entityRef: string; environment: string },
    image: string,
  ): Promise<Date | undefined> => {
    const healthy = await states.listHealthy(key.entityRef);
    const since = healthy
      .filter(
        version =>
          version.environment === key.environment &&
          provesImage(version.image, image),
      )
      .map(version => version.firstHealthyAtMs);
    return since.length > 0 ? new Date(Math.min(...since)) : undefined;
  };
}
