import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  OrderLayer,
  OrderLayerId,
  OrderPullRequest,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';
import { ReactNode } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import { CompositionDetails } from './CompositionDetails';
import { ConnectionDetails } from './ConnectionDetails';
import { LayerCard } from './LayerCard';
import { ProviderList } from './ProviderList';
import { PullRequests } from './PullRequests';
import styles from './OrderLayers.module.css';

/** Props of {@link OrderLayers}. */
export type OrderLayersProps = { order: OrderStatus };

/** The layers in the order in which an order passes them. */
export function OrderLayers({ order }: OrderLayersProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const details: Partial<Record<OrderLayerId, ReactNode>> = {
    pullRequest: <PullRequests pullRequests={order.pullRequests} />,
    compositeResource: (
      <ConnectionDetails connectionDetails={order.connectionDetails} />
    ),
    composition: <CompositionDetails composition={order.composition} />,
    providers: <ProviderList providers={order.providers} />,
  };
  return (
    <ol className={styles.layers} aria-label={t('order.layers')}>
      {order.layers.map(layer => (
        <LayerCard
          key={layer.id}
          layer={withoutLinksOf(layer, order.pullRequests)}
          flux={layer.id === 'flux' ? order.flux : undefined}
        >
          {details[layer.id]}
        </LayerCard>
      ))}
    </ol>
  );
}

/** The pull requests are listed with their titles: their bare links would say it twice. */
function withoutLinksOf(
  layer: OrderLayer,
  pullRequests: OrderPullRequest[],
): OrderLayer {
  const listed = new Set(pullRequests.map(({ url }) => url));
  return { ...layer, links: layer.links.filter(({ url }) => !listed.has(url)) };
}
