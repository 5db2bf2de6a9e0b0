import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useEffect, useId, useState } from 'react';
import { useCreation } from '../../hooks/useCreation';
import { deployTranslationRef } from '../../translation';
import { CreationPhases } from './CreationPhases';
import styles from './CreationProgress.module.css';

/** Props of {@link CreationNotice}. */
export type CreationNoticeProps = {
  entityRef: string;
  /** Whether the application may still be on its way; nothing is read where it is not. */
  isNew: boolean;
};

/**
 * How far a new application has come, until it is there. Nothing for one that
 * is complete already; what completes before the reader's eyes stays, to say so.
 */
export function CreationNotice({ entityRef, isNew }: CreationNoticeProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const headingId = useId();
  const { value } = useCreation(isNew ? entityRef : undefined);
  const [wasIncomplete, setWasIncomplete] = useState(false);
  const isIncomplete = value !== undefined && !value.complete;
  useEffect(() => {
    if (isIncomplete) {
      setWasIncomplete(true);
    }
  }, [isIncomplete]);

  if (!value || (value.complete && !wasIncomplete)) {
    return null;
  }
  return (
    <section className={styles.notice} aria-labelledby={headingId}>
      <Text as="h2" variant="title-x-small" id={headingId}>
        {t('creation.title')}
      </Text>
      <CreationPhases progress={value} />
    </section>
  );
}
