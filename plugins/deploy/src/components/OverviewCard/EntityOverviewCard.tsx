import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { OverviewCard } from './OverviewCard';

/** What runs where of the entity of the page. */
export function EntityOverviewCard() {
  const { entity } = useEntity();
  return <OverviewCard entityRef={stringifyEntityRef(entity)} />;
}
