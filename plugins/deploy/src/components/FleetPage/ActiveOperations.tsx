import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import { Operation } from '@openportal/plugin-deploy-common';
import { useId } from 'react';
import { useDeployPaths } from '../../hooks/useDeployPaths';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { LongList } from '../LongList';
import { entityName, userName } from '../names';
import { stateKeyOf } from '../operationStateKeys';
import { Time } from '../Time';
import styles from './FleetPage.module.css';

const INITIAL_OPERATIONS = 5;

/** Props of {@link ActiveOperations}. */
export type ActiveOperationsProps = { operations: Operation[] };

/** What is being changed now. */
export function ActiveOperations({ operations }: ActiveOperationsProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const headingId = useId();
  if (operations.length === 0) {
    return null;
  }
  const heading = t('fleet.activeOperations', { count: operations.length });
  return (
    <section className={styles.operations} aria-labelledby={headingId}>
      <Text as="h2" variant="title-x-small" id={headingId}>
        {heading}
      </Text>
      <LongList
        aria-label={heading}
        items={operations}
        initial={INITIAL_OPERATIONS}
        getKey={operation => operation.id}
        render={operation => <ActiveOperation operation={operation} />}
      />
    </section>
  );
}

function ActiveOperation({ operation }: { operation: Operation }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const paths = useDeployPaths();
  const text = t('fleet.activeOperation', {
    what: t(`operation.${operation.kind}`, { version: operation.to.version }),
    environment: titleOf(operation.environment),
    name: entityName(operation.entityRef),
  });
  const path = paths.operation(operation.id);
  return (
    <div className={styles.operation}>
      {path ? <Link href={path}>{text}</Link> : <Text>{text}</Text>}
      <Text variant="body-small">{t(stateKeyOf(operation))}</Text>
      <Text variant="body-small">
        {t('fleet.requested', {
          when: <Time value={operation.requestedAt} />,
          who: userName(operation.requestedBy),
        })}
      </Text>
    </div>
  );
}
