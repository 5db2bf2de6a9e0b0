import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Link, Text } from '@backstage/ui';
import { Operation } from '@openportal/plugin-deploy-common';
import { useDeployPaths } from '../../hooks/useDeployPaths';
import { useOperation } from '../../hooks/useOperation';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { userName } from '../names';
import { OperationDecisions } from '../OperationPage/OperationDecisions';
import {
  OperationActionButtons,
  ShowOperation,
} from './OperationActionButtons';
import { OperationProgress } from './OperationProgress';
import { Placeholder } from '../Placeholder';
import styles from './OperationProgress.module.css';

/** Props of {@link OperationPanel}. */
export type OperationPanelProps = {
  id: string;
  /** What is known of it before the first read. */
  initial?: Operation;
  onShow: ShowOperation;
};

/** An operation followed live, with what can be done with it. */
export function OperationPanel(props: OperationPanelProps) {
  const { id, initial, onShow } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { value, error, reload } = useOperation(id);
  const path = useDeployPaths().operation(id);
  const operation = value?.operation ?? initial;
  return (
    <div className={styles.panel}>
      {error ? (
        <Alert
          role="alert"
          status={operation ? 'warning' : 'danger'}
          icon
          title={t(
            operation ? 'operation.staleErrorTitle' : 'operation.errorTitle',
          )}
          description={error.message}
          customActions={
            <Button variant="secondary" size="small" onPress={reload}>
              {t('common.refresh')}
            </Button>
          }
        />
      ) : undefined}
      {operation ? (
        <>
          <Facts operation={operation} />
          <OperationProgress operation={operation} events={value?.events} />
          <OperationDecisions operation={operation} />
        </>
      ) : undefined}
      {!operation && !error ? (
        <div role="status" aria-label={t('operation.loading')}>
          <Placeholder height={120} />
        </div>
      ) : undefined}
      {value ? (
        <OperationActionButtons
          operation={value.operation}
          actions={value.actions}
          onShow={onShow}
        />
      ) : undefined}
      {path ? <Link href={path}>{t('operation.open')}</Link> : undefined}
    </div>
  );
}

function Facts({ operation }: { operation: Operation }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { relativeTime } = useTimes();
  return (
    <div>
      <Text as="p" variant="body-small" color="secondary">
        {t('operation.requestedBy', {
          when: relativeTime(operation.requestedAt),
          who: userName(operation.requestedBy),
        })}
      </Text>
      {operation.reason ? (
        <Text as="p" variant="body-small" color="secondary">
          {t('operation.reason', { reason: operation.reason })}
        </Text>
      ) : undefined}
      {operation.retryOf ? (
        <Text as="p" variant="body-small" color="secondary">
          {t('operation.retryOf')}
        </Text>
      ) : undefined}
    </div>
  );
}
