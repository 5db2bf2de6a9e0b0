import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link, Skeleton, Text } from '@backstage/ui';
import {
  orderPagePath,
  OrderSummary,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { usePolled } from '../../hooks/usePolled';
import { crossplaneTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel';
import { userName } from '../userName';
import styles from './OrderList.module.css';

const INTERVAL_MS = 10_000;

/** The orders of the namespaces that the user may see. */
export function OrderList() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const api = useApi(crossplaneApiRef);
  const { value: orders, error } = usePolled(
    'orders',
    () => api.listOrders(),
    () => INTERVAL_MS,
  );

  return (
    <div className={styles.page}>
      <Text>{t('orders.intro')}</Text>
      {error ? (
        <Alert
          role="alert"
          status={orders ? 'warning' : 'danger'}
          icon
          title={t('orders.errorTitle')}
          description={error.message}
        />
      ) : undefined}
      {orders?.unreadable.map(({ cluster, reason }) => (
        <Alert
          key={cluster}
          status="warning"
          icon
          title={t('orders.unreadable', { cluster, reason })}
        />
      ))}
      {!orders && !error ? (
        <div role="status" aria-label={t('orders.loading')}>
          <Skeleton height={160} />
        </div>
      ) : undefined}
      {orders && orders.items.length === 0 ? (
        <Text>
          {t('orders.empty')} <Link href="/create">{t('orders.create')}</Link>
        </Text>
      ) : undefined}
      {orders && orders.items.length > 0 ? (
        <OrderTable orders={orders.items} />
      ) : undefined}
    </div>
  );
}

function OrderTable({ orders }: { orders: OrderSummary[] }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return (
    <table className={styles.table} aria-label={t('orders.title')}>
      <thead>
        <tr>
          <th scope="col">{t('orders.name')}</th>
          <th scope="col">{t('orders.kind')}</th>
          <th scope="col">{t('orders.namespace')}</th>
          <th scope="col" className={styles.wide}>
            {t('orders.cluster')}
          </th>
          <th scope="col">{t('orders.state')}</th>
          <th scope="col" className={styles.wide}>
            {t('orders.requestedBy')}
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map(order => (
          <tr key={stringifyOrderRef(order.ref)}>
            <td>
              <Link href={orderPagePath(order.ref)}>{order.ref.name}</Link>
            </td>
            <td>{order.kind}</td>
            <td>{order.ref.namespace}</td>
            <td className={styles.wide}>{order.ref.cluster}</td>
            <td>
              <StateLabel state={order.state} />
              <Text as="p" variant="body-x-small" color="secondary">
                {order.message}
              </Text>
            </td>
            <td className={styles.wide}>
              {order.requestedBy ? userName(order.requestedBy) : undefined}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
