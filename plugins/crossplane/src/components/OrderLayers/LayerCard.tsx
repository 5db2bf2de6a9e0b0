import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  OrderFluxObject,
  OrderLayer,
} from '@openportal/plugin-crossplane-common';
import { ReactNode } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import { LinkList } from '../LinkList';
import { ResourceTree } from '../ResourceTree';
import { StateLabel } from '../StateLabel';
import { Time } from '../Time';
import { EventList } from './EventList';
import styles from './OrderLayers.module.css';

/** Props of {@link LayerCard}. */
export type LayerCardProps = {
  layer: OrderLayer;
  flux?: OrderFluxObject[];
  /** What is known of this layer besides its resources. */
  children?: ReactNode;
};

/** One layer of an order, with the resources that belong to it. */
export function LayerCard({ layer, flux, children }: LayerCardProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const title = t(`layer.${layer.id}`);
  const headingId = `order-layer-${layer.id}`;
  return (
    <li
      className={styles.layer}
      data-state={layer.state}
      aria-labelledby={headingId}
    >
      <div className={styles.header}>
        <Text as="h3" variant="title-x-small" id={headingId}>
          {title}
        </Text>
        <StateLabel state={layer.state} />
      </div>
      <Text>{layer.message}</Text>
      {layer.fix ? (
        <Text variant="body-small" weight="bold">
          {t('order.fix', { fix: layer.fix })}
        </Text>
      ) : undefined}
      <LinkList links={layer.links} />
      {layer.staleSince ? (
        <Text variant="body-small" color="secondary">
          {t('order.staleLayer')} <Time value={layer.staleSince} />
          {layer.note ? `: ${layer.note}` : undefined}
        </Text>
      ) : undefined}
      {children}
      {layer.resources.length > 0 || flux?.length ? (
        <ResourceTree
          aria-label={t('order.resources', { layer: title })}
          resources={layer.resources}
          flux={flux}
        />
      ) : undefined}
      <EventList events={layer.events} problem={layer.eventsProblem} />
    </li>
  );
}
