import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import { Operation } from '@openportal/plugin-deploy-common';
import { useDeployPaths } from '../../hooks/useDeployPaths';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { ExternalLink } from '../ExternalLink';
import { LateSuccess } from '../LateSuccess';
import { userName } from '../names';
import { stateKeyOf } from '../operationStateKeys';
import { Time } from '../Time';
import styles from './History.module.css';

/** Props of {@link HistoryTable}. */
export type HistoryTableProps = {
  operations: Operation[];
  /** Whether other rows are on their way. */
  isBusy: boolean;
};

/** A page of operations. Each opens its page; without pages, what it wrote. */
export function HistoryTable({ operations, isBusy }: HistoryTableProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <table
      className={styles.table}
      aria-label={t('tab.history')}
      aria-busy={isBusy}
    >
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
  const titleOf = useTitleOf();
  const { environment, stateReason, breakGlass } = operation;
  return (
    <tr>
      <td>
        <What operation={operation} />
        {breakGlass ? (
          <Text as="p" variant="body-x-small" weight="bold">
            {t('operation.brokenGlass', {
              who: userName(breakGlass.by),
              reason: breakGlass.reason,
            })}
          </Text>
        ) : undefined}
      </td>
      <td>{titleOf(environment)}</td>
      <td>
        {t(stateKeyOf(operation))}
        {stateReason ? (
          <Text as="p" variant="body-x-small" color="secondary">
            {stateReason}
          </Text>
        ) : undefined}
        <LateSuccess operation={operation} />
      </td>
      <td className={`${styles.wide} ${styles.short}`}>
        {userName(operation.requestedBy)}
      </td>
      <td className={styles.short}>
        <Time value={operation.requestedAt} />
      </td>
      <td className={styles.wide}>{operation.reason}</td>
    </tr>
  );
}

function What({ operation }: { operation: Operation }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const path = useDeployPaths().operation(operation.id);
  const what = t(`operation.${operation.kind}`, {
    version: operation.to.version,
  });
  return path ? (
    <Link href={path}>{what}</Link>
  ) : (
    <ExternalLink href={operation.change?.url}>{what}</ExternalLink>
  );
}
