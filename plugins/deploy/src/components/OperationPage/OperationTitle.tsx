import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { Operation } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import { entityName, userName } from '../names';
import { STATE_KEYS } from '../operationStateKeys';
import styles from './OperationPage.module.css';

/** Props of {@link OperationTitle}. */
export type OperationTitleProps = { operation: Operation };

/** What it is about, how it stands, and whether the glass was broken for it. */
export function OperationTitle({ operation }: OperationTitleProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { kind, to, environment, entityRef, state, breakGlass } = operation;
  return (
    <>
      <div className={styles.title}>
        <Text as="h2" variant="title-medium">
          {t('fleet.activeOperation', {
            what: t(`operation.${kind}`, { version: to.version }),
            environment,
            name: entityName(entityRef),
          })}
        </Text>
        <Text weight="bold" className={styles.state} data-state={state}>
          {t(STATE_KEYS[state])}
        </Text>
      </div>
      {breakGlass ? (
        <Alert
          role="note"
          status="danger"
          icon
          title={t('operationPage.brokenGlass', {
            who: userName(breakGlass.by),
          })}
          description={breakGlass.reason}
        />
      ) : undefined}
    </>
  );
}
