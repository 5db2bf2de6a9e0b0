import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { OrderLayer } from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel';
import { LinkList } from './LinkList';
import styles from './OrderPage.module.css';

/** Props of {@link LayerCard}. */
export type LayerCardProps = { layer: OrderLayer };

/** One layer of an order, with the resources that belong to it. */
export function LayerCard({ layer }: LayerCardProps) {
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
        <Text variant="body-small">{t('order.fix', { fix: layer.fix })}</Text>
      ) : undefined}
      <LinkList links={layer.links} />
      {layer.resources.length > 0 ? (
        <ul
          className={styles.resources}
          aria-label={t('order.resources', { layer: title })}
        >
          {layer.resources.map(resource => (
            <li
              key={`${resource.apiVersion}/${resource.kind}/${resource.name}`}
            >
              <Text variant="body-small">
                {resource.kind} {resource.name}{' '}
              </Text>
              <StateLabel state={resource.state} />
            </li>
          ))}
        </ul>
      ) : undefined}
    </li>
  );
}
