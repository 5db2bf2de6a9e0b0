import { provesImage } from '@openportal/plugin-deploy-common';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { soakedSince } from '../states/healthyPeriods';

/** Tells since when an image has been healthy somewhere, by what was seen. */
export function createSoakedSince(states: DatabaseStateStore) {
  return async (
    key: { entityRef: string; environment: string },
    image: string,
    soakSeconds: number,
  ): Promise<Date | undefined> => {
    const healthy = await states.listHealthy(key.entityRef);
    return healthy
      .filter(
        version =>
          version.environment === key.environment &&
          provesImage(version.image, image),
      )
      .flatMap(version => soakedSince(version, soakSeconds) ?? [])
      .toSorted((a, b) => a.getTime() - b.getTime())
      .at(0);
  };
}
