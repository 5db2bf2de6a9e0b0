import { useApi, useRouteRefParams } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link, Skeleton, Text } from '@backstage/ui';
import {
  OrderStatus,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { usePolled } from '../../hooks/usePolled';
import { orderRouteRef } from '../../routes';
import { crossplaneTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel';
import { userName } from '../userName';
import { LayerCard } from './LayerCard';
import { LinkList } from './LinkList';
import styles from './OrderPage.module.css';

/** An order that changes is read often; one that is settled rarely. */
const CHANGING_INTERVAL_MS = 2_000;
const SETTLED_INTERVAL_MS = 15_000;

/** One order: every layer with its state, and what to do where it stopped. */
export function OrderPage() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const api = useApi(crossplaneApiRef);
  const { cluster, namespace, xrd, name } = useRouteRefParams(orderRouteRef);
  const ref = { cluster, namespace, xrd, name };
  const { value: order, error } = usePolled(
    stringifyOrderRef(ref),
    () => api.getOrder(ref),
    value =>
      value?.state === 'ready' || value?.state === 'failed'
        ? SETTLED_INTERVAL_MS
        : CHANGING_INTERVAL_MS,
  );

  return (
    <div className={styles.page}>
      <Link href="/orders">{t('order.back')}</Link>
      {error ? (
        <Alert
          role="alert"
          status={order ? 'warning' : 'danger'}
          icon
          title={t(order ? 'order.staleErrorTitle' : 'order.errorTitle')}
          description={error.message}
        />
      ) : undefined}
      {!order && !error ? (
        <div role="status" aria-label={t('order.loading')}>
          <Skeleton height={320} />
        </div>
      ) : undefined}
      {order ? <Order order={order} /> : undefined}
    </div>
  );
}

function Order({ order }: { order: OrderStatus }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const failing = order.layers.find(({ id }) => id === order.failingLayer);
  return (
    <>
      <div className={styles.header}>
        <Text as="h2" variant="title-medium">
          {order.kind} {order.ref.name}
        </Text>
        <span role="status" aria-live="polite">
          <StateLabel state={order.state} />
        </span>
      </div>
      <Text color="secondary">
        {order.ref.namespace} · {order.ref.cluster}
        {order.requestedBy
          ? ` · ${t('order.requestedBy', { who: userName(order.requestedBy) })}`
          : undefined}
      </Text>
      {failing ? (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('order.failing', { layer: t(`layer.${failing.id}`) })}
          description={[
            failing.message,
            failing.fix ? t('order.fix', { fix: failing.fix }) : '',
          ]
            .filter(Boolean)
            .join(' ')}
        />
      ) : undefined}
      <LinkList links={order.links} />
      <ol className={styles.layers} aria-label={t('order.layers')}>
        {order.layers.map(layer => (
          <LayerCard key={layer.id} layer={layer} />
        ))}
      </ol>
    </>
  );
}
