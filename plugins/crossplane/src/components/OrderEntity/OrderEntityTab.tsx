import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Link, Skeleton, Text } from '@backstage/ui';
import { OrderRef } from '@openportal/plugin-crossplane-common';
import { useOrder } from '../../hooks/useOrder';
import { useOrderPath } from '../../hooks/useOrderPath';
import { orderOfEntity } from '../../model/isOrderAvailable';
import { crossplaneTranslationRef } from '../../translation';
import { OrderLayers } from '../OrderLayers';
import { OrderNotices } from '../OrderNotices';
import { ProblemAlert } from '../ProblemAlert';
import { StateLabel } from '../StateLabel';
import styles from './OrderEntity.module.css';

/** The layers of the order that an entity comes from. */
export function OrderEntityTab() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { entity } = useEntity();
  const ref = orderOfEntity(entity);
  return ref ? (
    <EntityOrder orderRef={ref} />
  ) : (
    <Text as="p">{t('entity.noOrder')}</Text>
  );
}

function EntityOrder({ orderRef }: { orderRef: OrderRef }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const orderPath = useOrderPath();
  const { value: order, error, isPending, reload } = useOrder(orderRef);
  return (
    <div className={styles.tab}>
      <div className={styles.header}>
        {order ? (
          <span role="status" aria-live="polite">
            <StateLabel state={order.state} />
          </span>
        ) : undefined}
        <Link href={orderPath(orderRef)}>{t('entity.openOrder')}</Link>
      </div>
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
          <Skeleton height={240} />
        </div>
      ) : undefined}
      {order ? (
        <>
          <OrderNotices order={order} />
          <OrderLayers order={order} />
        </>
      ) : undefined}
    </div>
  );
}
