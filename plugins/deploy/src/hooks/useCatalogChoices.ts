import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { entityName } from '../components/names';
import { useRead } from './useRead';

/** One owner or system to choose. */
export type CatalogChoice = { id: string; label: string };

const OWNED_BY = 'relations.ownedBy';
const PART_OF = 'relations.partOf';

/** The owners and systems of components, as the catalog counts them. */
export function useCatalogChoices(): {
  owners: CatalogChoice[];
  systems: CatalogChoice[];
  error?: Error;
} {
  const catalogApi = useApi(catalogApiRef);
  const { value, error } = useRead('choices', () =>
    catalogApi.getEntityFacets({
      filter: { kind: 'component' },
      facets: [OWNED_BY, PART_OF],
    }),
  );
  const choices = (facet: string, kinds: readonly string[]) =>
    (value?.facets[facet] ?? [])
      .map(({ value: ref }) => ref)
      .filter(ref => kinds.includes(ref.split(':', 1)[0]))
      .map(ref => ({ id: ref, label: entityName(ref) }))
      .sort((one, other) => one.label.localeCompare(other.label));
  return {
    owners: choices(OWNED_BY, ['group', 'user']),
    systems: choices(PART_OF, ['system']),
    error,
  };
}
