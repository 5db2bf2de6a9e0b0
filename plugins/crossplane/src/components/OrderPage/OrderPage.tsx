import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Link, Skeleton } from '@backstage/ui';
import { OrderRef, OrderStatus } from '@openportal/plugin-crossplane-common';
import { useOrder } from '../../hooks/useOrder';
import { requestProblem } from '../../model/requestProblem';
import { orderRouteRef, ordersRouteRef } from '../../routes';
import { crossplaneTranslationRef } from '../../translation';
import { OrderLayers } from '../OrderLayers';
import { OrderNotices } from '../OrderNotices';
import { ProblemAlert } from '../ProblemAlert';
import { Revisions } from '../Revisions';
import { OrderHeader } from './OrderHeader';
import { OrderTabs } from './OrderTabs';
import styles from './OrderPage.module.css';

/** Props of {@link OrderPage}. */
export type OrderPageProps = { tab: 'status' | 'revisions' };

/** One order: every layer with its state, its history, and what can be done with it. */
export function OrderPage({ tab }: OrderPageProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { cluster, namespace, xrd, name } = useRouteRefParams(orderRouteRef);
  const ref = { cluster, namespace, xrd, name };
  const ordersPath = useRouteRef(ordersRouteRef)();
  const { value: order, error, isPending, reload } = useOrder(ref);

  return (
    <div className={styles.page}>
      <Link href={ordersPath}>{t('order.back')}</Link>
      {error ? (
        <OrderProblem
          orderRef={ref}
          error={error}
          isStale={order !== undefined}
          onRetry={reload}
        />
      ) : undefined}
      {isPending ? (
        <div role="status" aria-label={t('order.loading')}>
          <Skeleton height={320} />
        </div>
      ) : undefined}
      {order ? <Order order={order} tab={tab} /> : undefined}
    </div>
  );
}

function OrderProblem(props: {
  orderRef: OrderRef;
  error: Error;
  isStale: boolean;
  onRetry: () => void;
}) {
  const { orderRef, error, isStale, onRetry } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const ordersPath = useRouteRef(ordersRouteRef)();
  const { kind } = requestProblem(error);
  const title = () => {
    switch (kind) {
      case 'notFound':
        return t('order.notFound', { name: orderRef.name });
      case 'notAllowed':
        return t('order.notAllowed');
      default:
        return t(isStale ? 'order.staleErrorTitle' : 'order.errorTitle');
    }
  };
  return (
    <>
      <ProblemAlert
        title={title()}
        error={error}
        isStale={isStale}
        onRetry={onRetry}
      />
      {kind === 'notFound' ? (
        <div>
          <ButtonLink
            variant="secondary"
            href={`${ordersPath}?search=${encodeURIComponent(orderRef.name)}`}
          >
            {t('order.searchFor', { name: orderRef.name })}
          </ButtonLink>
        </div>
      ) : undefined}
    </>
  );
}

function Order(props: { order: OrderStatus; tab: OrderPageProps['tab'] }) {
  const { order, tab } = props;
  return (
    <>
      <OrderHeader order={order} />
      <OrderNotices order={order} />
      <OrderTabs orderRef={order.ref} selected={tab}>
        {tab === 'status' ? (
          <OrderLayers order={order} />
        ) : (
          <Revisions order={order} />
        )}
      </OrderTabs>
    </>
  );
}
