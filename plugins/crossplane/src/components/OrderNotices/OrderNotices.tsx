import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link } from '@backstage/ui';
import {
  OrderFailure,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';
import { OrderNotice, orderNotices } from '../../model/orderNotices';
import { crossplaneTranslationRef } from '../../translation';
import styles from './OrderNotices.module.css';

/** Props of {@link OrderNotices}. */
export type OrderNoticesProps = { order: OrderStatus };

const STATUS: Record<OrderNotice['id'], 'info' | 'warning' | 'danger'> = {
  orphaned: 'warning',
  orphanedUnknown: 'warning',
  pruning: 'info',
  missing: 'warning',
  closed: 'danger',
  awaitingApproval: 'info',
  changesRequested: 'warning',
  conflict: 'danger',
  deletionOpen: 'warning',
  updateOpen: 'info',
  drift: 'warning',
};

/** Why an order stopped, and what else a user should know first. */
export function OrderNotices({ order }: OrderNoticesProps) {
  const notices = orderNotices(order);
  if (notices.length === 0 && !order.failingLayer) {
    return null;
  }
  return (
    <div className={styles.notices}>
      <Failure order={order} />
      {notices.map(notice => (
        <Notice
          key={`${notice.id} ${notice.pullRequest?.number}`}
          notice={notice}
        />
      ))}
    </div>
  );
}

function Failure({ order }: OrderNoticesProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { failure } = order;
  const layer = order.layers.find(({ id }) => id === order.failingLayer);
  if (!layer) {
    return null;
  }
  const message = failure?.message ?? layer.message;
  const fix = failure?.fix ?? layer.fix;
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={t('order.failing', { layer: t(`layer.${layer.id}`) })}
      description={
        <span className={styles.failure}>
          <span>{message}</span>
          {failure?.resource ? (
            <span>
              {t('order.failingResource', {
                kind: failure.resource.kind,
                name: failure.resource.name,
              })}
            </span>
          ) : undefined}
          {fix ? <strong>{t('order.fix', { fix })}</strong> : undefined}
          {failure ? <FailureWhere failure={failure} /> : undefined}
        </span>
      }
    />
  );
}

function FailureWhere({ failure }: { failure: OrderFailure }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return (
    <span>
      {t(`responsible.${failure.responsible}`)}{' '}
      {failure.link ? (
        <Link href={failure.link.url} target="_blank" rel="noopener noreferrer">
          {failure.link.title}
        </Link>
      ) : undefined}
    </span>
  );
}

function Notice({ notice }: { notice: OrderNotice }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { id, pullRequest, fields } = notice;
  return (
    <Alert
      status={STATUS[id]}
      icon
      title={t(`notice.${id}.title`)}
      description={
        <>
          {t(`notice.${id}.description`, {
            fields: fields?.join(', ') ?? '',
            who: pullRequest?.reviews.changesRequestedBy.join(', ') ?? '',
          })}{' '}
          {pullRequest ? (
            <Link
              href={pullRequest.url}
              target="_blank"
              rel="noopener noreferrer"
              variant="body-small"
            >
              {t('pullRequest.number', { number: String(pullRequest.number) })}
            </Link>
          ) : undefined}
        </>
      }
    />
  );
}
