import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  Card,
  CardBody,
  CardHeader,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import { OrderRef, OrderStatus } from '@openportal/plugin-crossplane-common';
import { useOrder } from '../../hooks/useOrder';
import { useOrderPath } from '../../hooks/useOrderPath';
import { orderOfEntity } from '../../model/isOrderAvailable';
import { crossplaneTranslationRef } from '../../translation';
import { ProblemAlert } from '../ProblemAlert';
import { StateLabel } from '../StateLabel';
import styles from './OrderEntity.module.css';

/** How the order of an entity is doing. Nothing for entities that were not ordered. */
export function OrderStatusCard() {
  const { entity } = useEntity();
  const ref = orderOfEntity(entity);
  return ref ? <OrderCard orderRef={ref} /> : null;
}

function OrderCard({ orderRef }: { orderRef: OrderRef }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const orderPath = useOrderPath();
  const { value: order, error, isPending, reload } = useOrder(orderRef);
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('entity.cardTitle')}
        </Text>
      </CardHeader>
      <CardBody>
        <div className={styles.card}>
          {error ? (
            <ProblemAlert
              title={t(order ? 'order.staleErrorTitle' : 'order.errorTitle')}
              error={error}
              isStale={order !== undefined}
              onRetry={reload}
            />
          ) : undefined}
          {isPending ? (
            <div role="status" aria-label={t('order.loading')}>
              <Skeleton height={64} />
            </div>
          ) : undefined}
          {order ? <CardStatus order={order} /> : undefined}
          <Link href={orderPath(orderRef)}>{t('entity.openOrder')}</Link>
        </div>
      </CardBody>
    </Card>
  );
}

function CardStatus({ order }: { order: OrderStatus }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const layer =
    order.layers.find(({ id }) => id === order.failingLayer) ??
    order.layers.find(({ state }) => state !== 'ready');
  return (
    <>
      <span role="status" aria-live="polite">
        <StateLabel state={order.state} />
      </span>
      {order.failingLayer && layer ? (
        <Text as="p" weight="bold">
          {t('order.failing', { layer: t(`layer.${layer.id}`) })}
        </Text>
      ) : undefined}
      {layer ? (
        <Text as="p" variant="body-small">
          {order.failure?.message ?? layer.message}
        </Text>
      ) : undefined}
      {order.failure ? (
        <Text as="p" variant="body-small" weight="bold">
          {t('order.fix', { fix: order.failure.fix })}
        </Text>
      ) : undefined}
    </>
  );
}
