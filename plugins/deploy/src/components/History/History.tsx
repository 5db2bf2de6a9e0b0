import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Skeleton, Text } from '@backstage/ui';
import { Operation, OperationState } from '@openportal/plugin-deploy-common';
import { useEffect, useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { deployTranslationRef } from '../../translation';
import { relativeTime } from '../relativeTime';
import styles from './History.module.css';

const STATE_KEYS = {
  requested: 'operationState.requested',
  applying: 'operationState.applying',
  'awaiting-approval': 'operationState.awaitingApproval',
  committed: 'operationState.committed',
  progressing: 'operationState.progressing',
  succeeded: 'operationState.succeeded',
  failed: 'operationState.failed',
  'timed-out': 'operationState.timedOut',
  superseded: 'operationState.superseded',
  cancelled: 'operationState.cancelled',
  rejected: 'operationState.rejected',
} as const satisfies Record<OperationState, string>;

/** Props of {@link History}. */
export type HistoryProps = {
  entityRef: string;
  /** Changes when the environments were read again: then the history is, too. */
  changedAt: string;
};

/** The newest operations of an entity, newest first. */
export function History({ entityRef, changedAt }: HistoryProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { operations, error } = useHistory(entityRef, changedAt);

  if (error) {
    return (
      <Text role="alert">{t('history.error', { message: error.message })}</Text>
    );
  }
  if (!operations) {
    return <Skeleton height={120} />;
  }
  if (operations.length === 0) {
    return <Text color="secondary">{t('history.empty')}</Text>;
  }
  return (
    <table className={styles.table} aria-label={t('tab.history')}>
      <thead>
        <tr>
          <th scope="col">{t('history.what')}</th>
          <th scope="col">{t('history.environment')}</th>
          <th scope="col">{t('history.state')}</th>
          <th scope="col" className={styles.wide}>
            {t('history.by')}
          </th>
          <th scope="col">{t('history.when')}</th>
          <th scope="col" className={styles.wide}>
            {t('history.reason')}
          </th>
        </tr>
      </thead>
      <tbody>
        {operations.map(operation => (
          <Row key={operation.id} operation={operation} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ operation }: { operation: Operation }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const what = t(`operation.${operation.kind}`, {
    version: operation.to.version,
  });
  return (
    <tr>
      <td>
        {operation.change?.url ? (
          <Link
            href={operation.change.url}
            target="_blank"
            rel="noopener noreferrer"
          >
            {what}
          </Link>
        ) : (
          what
        )}
      </td>
      <td>{operation.environment}</td>
      <td>
        {t(STATE_KEYS[operation.state])}
        {operation.stateReason ? (
          <Text as="p" variant="body-x-small" color="secondary">
            {operation.stateReason}
          </Text>
        ) : undefined}
      </td>
      <td className={`${styles.wide} ${styles.short}`}>
        {operation.requestedBy.replace(/^user:default\//, '')}
      </td>
      <td className={styles.short}>{relativeTime(operation.requestedAt)}</td>
      <td className={styles.wide}>{operation.reason}</td>
    </tr>
  );
}

function useHistory(entityRef: string, changedAt: string) {
  const api = useApi(deployApiRef);
  const [result, setResult] = useState<{
    operations?: Operation[];
    error?: Error;
  }>({});
  useEffect(() => {
    const controller = new AbortController();
    api.getHistory(entityRef, { signal: controller.signal, limit: 20 }).then(
      response => setResult({ operations: response.items }),
      error => {
        if (!controller.signal.aborted) {
          setResult(previous => ({ ...previous, error }));
        }
      },
    );
    return () => controller.abort();
  }, [api, entityRef, changedAt]);
  return result;
}
