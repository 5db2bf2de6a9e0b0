import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Skeleton, Text } from '@backstage/ui';
import {
  orderHint,
  OrderRevision,
  OrderStatus,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { useState } from 'react';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { useLiveRead } from '../../hooks/useLiveRead';
import { useMissingTemplates } from '../../hooks/useMissingTemplates';
import { refusalOf } from '../../model/orderActions';
import { crossplaneTranslationRef } from '../../translation';
import { ProblemAlert } from '../ProblemAlert';
import { RestoreDialog } from './RestoreDialog';
import { RevisionItem } from './RevisionItem';
import styles from './Revisions.module.css';

const INTERVAL_MS = 60_000;

/** Props of {@link Revisions}. */
export type RevisionsProps = { order: OrderStatus };

/** The history of an order in git, and the way back to each revision. */
export function Revisions({ order }: RevisionsProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const api = useApi(crossplaneApiRef);
  const [restoring, setRestoring] = useState<OrderRevision>();
  const { value, error, isPending, reload } = useLiveRead({
    // Another revision on the base branch makes another history.
    key: `${stringifyOrderRef(order.ref)}@${order.file?.revision ?? ''}`,
    read: () => api.listOrderRevisions(order.ref),
    intervalMs: () => INTERVAL_MS,
    isAbout: hint =>
      hint === orderHint(order.ref) || order.hints.includes(hint),
  });
  const refusal = refusalOf(order, 'restore', useMissingTemplates());

  return (
    <div className={styles.page}>
      {error ? (
        <ProblemAlert
          title={t('revisions.errorTitle')}
          error={error}
          isStale={value !== undefined}
          onRetry={reload}
        />
      ) : undefined}
      {isPending ? (
        <div role="status" aria-label={t('revisions.loading')}>
          <Skeleton height={160} />
        </div>
      ) : undefined}
      {value && value.items.length === 0 ? (
        <Text as="p">{t('revisions.empty')}</Text>
      ) : undefined}
      {value && value.items.length > 0 && refusal ? (
        <Alert
          status="info"
          icon
          title={t(`refusal.${refusal.id}`, { namespace: order.ref.namespace })}
        />
      ) : undefined}
      {value && value.items.length > 0 ? (
        <ol className={styles.list} aria-label={t('revisions.title')}>
          {value.items.map(revision => (
            <RevisionItem
              key={revision.revision}
              orderRef={order.ref}
              revision={revision}
              canRestore={refusal === undefined}
              onRestore={() => setRestoring(revision)}
            />
          ))}
        </ol>
      ) : undefined}
      {value?.truncated ? (
        <Text as="p" color="secondary">
          {t('revisions.truncated')}
        </Text>
      ) : undefined}
      {restoring ? (
        <RestoreDialog
          orderRef={order.ref}
          revision={restoring}
          onClose={() => setRestoring(undefined)}
        />
      ) : undefined}
    </div>
  );
}
