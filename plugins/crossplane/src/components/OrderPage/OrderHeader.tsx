import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import {
  CLUSTER_SCOPED,
  OrderLink,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import { LinkList } from '../LinkList';
import { OrderActions } from '../OrderActions';
import { StateLabel } from '../StateLabel';
import { Time } from '../Time';
import { userName } from '../userName';
import styles from './OrderPage.module.css';

/** Props of {@link OrderHeader}. */
export type OrderHeaderProps = { order: OrderStatus };

/** The resource names its links by the field of its status; where they lead says more. */
function withAddress({ title, url }: OrderLink): OrderLink {
  const address = url.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return { url, title: title === address ? address : `${title}: ${address}` };
}

/** What was ordered, by whom, where, and what can be done with it. */
export function OrderHeader({ order }: OrderHeaderProps) {
  return (
    <div className={styles.summary}>
      <div className={styles.header}>
        <div className={styles.title}>
          <Text as="h2" variant="title-medium">
            {order.kind} {order.ref.name}
          </Text>
          <span role="status" aria-live="polite">
            <StateLabel state={order.state} />
          </span>
        </div>
        <OrderActions order={order} />
      </div>
      <OrderFacts order={order} />
      <LinkList links={order.links.map(withAddress)} />
    </div>
  );
}

function OrderFacts({ order }: { order: OrderStatus }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { ref, requestedBy, createdAt, file } = order;
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t('orders.cluster')}</dt>
        <dd>{ref.cluster}</dd>
      </div>
      <div>
        <dt>{t('orders.namespace')}</dt>
        <dd>
          {ref.namespace === CLUSTER_SCOPED
            ? t('order.clusterScoped')
            : ref.namespace}
        </dd>
      </div>
      {requestedBy ? (
        <div>
          <dt>{t('orders.requestedBy')}</dt>
          <dd>{userName(requestedBy)}</dd>
        </div>
      ) : undefined}
      {createdAt ? (
        <div>
          <dt>{t('order.createdAt')}</dt>
          <dd>
            <Time value={createdAt} />
          </dd>
        </div>
      ) : undefined}
      {file ? (
        <div>
          <dt>{t('order.file')}</dt>
          <dd>
            {file.exists === false || !file.url ? (
              file.path
            ) : (
              <Link
                href={file.url}
                target="_blank"
                rel="noopener noreferrer"
                variant="body-small"
              >
                {file.path}
              </Link>
            )}
          </dd>
        </div>
      ) : undefined}
      <div>
        <dt>{t('order.observedAt')}</dt>
        <dd>
          <Time value={order.observedAt} />
        </dd>
      </div>
    </dl>
  );
}
