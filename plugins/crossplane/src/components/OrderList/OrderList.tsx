import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Skeleton, Text } from '@backstage/ui';
import { OrderList as OrderListData } from '@openportal/plugin-crossplane-common';
import { useRef } from 'react';
import { useOrderFilter } from '../../hooks/useOrderFilter';
import { useOrders } from '../../hooks/useOrders';
import { useUserRef } from '../../hooks/useUserRef';
import { toListFilter } from '../../model/orderFilter';
import { requestProblem } from '../../model/requestProblem';
import { crossplaneTranslationRef } from '../../translation';
import { ProblemAlert } from '../ProblemAlert';
import { EmptyOrders } from './EmptyOrders';
import { OrderButton } from './OrderButton';
import { OrderFilters } from './OrderFilters';
import { OrderPagination } from './OrderPagination';
import { OrderTable } from './OrderTable';
import styles from './OrderList.module.css';

/** The orders of the namespaces that the user may see. */
export function OrderList() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { filter, change } = useOrderFilter();
  const userRef = useUserRef();
  const orders = useOrders(toListFilter(filter, userRef));
  // The choices stay while another page or filter is read.
  const facets = useRef<OrderListData['facets']>();
  facets.current = orders.value?.facets ?? facets.current;
  const { value, error } = orders;
  const isForbidden =
    error !== undefined && requestProblem(error).kind === 'notAllowed';

  return (
    <div className={styles.page}>
      <div className={styles.intro}>
        <Text>{t('orders.intro')}</Text>
        <OrderButton />
      </div>
      {error ? (
        <ProblemAlert
          title={t(isForbidden ? 'orders.forbidden' : 'orders.errorTitle')}
          error={error}
          isStale={value !== undefined}
          onRetry={orders.reload}
        />
      ) : undefined}
      {value ? <MissingOrders orders={value} /> : undefined}
      <OrderFilters
        filter={filter}
        facets={facets.current}
        canFilterMine={userRef !== undefined}
        onChange={change}
      />
      {orders.isPending ? (
        <div role="status" aria-label={t('orders.loading')}>
          <Skeleton height={200} />
        </div>
      ) : undefined}
      {value?.items.length === 0 ? (
        <EmptyOrders filter={filter} onChange={change} />
      ) : undefined}
      {value && value.items.length > 0 ? (
        <>
          <OrderTable orders={value.items} filter={filter} onChange={change} />
          <OrderPagination orders={orders} />
        </>
      ) : undefined}
    </div>
  );
}

/** An empty list must not look complete when something could not be read. */
function MissingOrders({ orders }: { orders: OrderListData }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return (
    <>
      {orders.unreadable.map(({ cluster, xrd, reason }) => (
        <Alert
          key={`${cluster} ${xrd ?? reason}`}
          role="status"
          status="warning"
          icon
          title={
            xrd
              ? t('orders.unreadableKind', { cluster, xrd, reason })
              : t('orders.unreadable', { cluster, reason })
          }
        />
      ))}
      {orders.repositoryProblem ? (
        <Alert
          role="status"
          status="warning"
          icon
          title={t('orders.repositoryProblem', {
            reason: orders.repositoryProblem,
          })}
        />
      ) : undefined}
    </>
  );
}
