import { EntityFilterQuery } from '@backstage/catalog-client';

/**
 * The entities of the catalog among which those are that say how they are deployed. The catalog cannot search for
 * annotations by the beginning of their names, so `isDeployedEntity` decides.
 */
export const deployedEntities: EntityFilterQuery = { kind: 'component' };
