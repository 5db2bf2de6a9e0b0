import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { Operation } from '@openportal/plugin-deploy-common';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { entityName, userName } from '../names';
import { stateKeyOf } from '../operationStateKeys';
import styles from './OperationPage.module.css';

/** Props of {@link OperationTitle}. */
export type OperationTitleProps = {
  operation: Operation;
  /** The heading, which takes the focus where a button is gone. */
  heading: (element: HTMLElement | null) => void;
};

/** What it is about, how it stands, and whether the glass was broken for it. */
export function OperationTitle({ operation, heading }: OperationTitleProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { kind, to, environment, entityRef, state, breakGlass } = operation;
  return (
    <>
      <div className={styles.title}>
        <Text as="h2" variant="title-medium" tabIndex={-1} ref={heading}>
          {t('fleet.activeOperation', {
            what: t(`operation.${kind}`, { version: to.version }),
            environment: titleOf(environment),
            name: entityName(entityRef),
          })}
        </Text>
        <Text weight="bold" className={styles.state} data-state={state}>
          {t(stateKeyOf(operation))}
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
