import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton, Text } from '@backstage/ui';
import { lazy, Suspense } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { useRead } from '../../hooks/useRead';
import { deployTranslationRef } from '../../translation';
import styles from './ChangeDialog.module.css';

const DiffView = lazy(() =>
  import('../DiffView').then(module => ({ default: module.DiffView })),
);

/** Props of {@link DiffSection}. */
export type DiffSectionProps = {
  entityRef: string;
  /** Name of the environment that has the change. */
  from: string;
  /** Name of the environment that would get it. */
  to: string;
  /** What the comparison is about: it is made anew for another version. */
  version?: string;
};

/** The commits and manifest changes of a promotion, read once the dialog is open. */
export function DiffSection(props: DiffSectionProps) {
  const { entityRef, from, to, version } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const api = useApi(deployApiRef);
  const { value: diff, error } = useRead(
    [entityRef, from, to, version].join(' '),
    signal => api.getDiff(entityRef, { from, to, signal }),
  );

  if (error) {
    return (
      <Text as="p" role="alert" variant="body-small">
        {t('diff.error', { message: error.message })}
      </Text>
    );
  }
  const placeholder = (
    <div role="status" aria-label={t('diff.loading')}>
      <Skeleton height={48} />
    </div>
  );
  return diff ? (
    <Suspense fallback={placeholder}>
      <section className={styles.diff} aria-label={t('diff.heading')}>
        <DiffView diff={diff} />
      </section>
    </Suspense>
  ) : (
    placeholder
  );
}
