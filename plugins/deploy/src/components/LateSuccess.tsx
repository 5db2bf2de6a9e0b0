import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Operation } from '@openportal/plugin-deploy-common';
import { RiCheckboxCircleLine } from '@remixicon/react';
import { deployTranslationRef } from '../translation';
import { Time } from './Time';
import styles from './LateSuccess.module.css';

/** Props of {@link LateSuccess}. */
export type LateSuccessProps = { operation: Pick<Operation, 'lateSuccessAt'> };

/** Says that what ended without success was seen to work later: how it ended stays, and is not the last word. */
export function LateSuccess({ operation }: LateSuccessProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { lateSuccessAt } = operation;
  if (!lateSuccessAt) {
    return null;
  }
  return (
    <div className={styles.root}>
      <RiCheckboxCircleLine aria-hidden className={styles.icon} />
      <Text variant="body-small" weight="bold">
        {t('operation.lateSuccess', { when: <Time value={lateSuccessAt} /> })}
      </Text>
    </div>
  );
}
