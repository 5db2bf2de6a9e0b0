import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  DeployedVersion,
  EnvironmentDiff,
  isSameImage,
} from '@openportal/plugin-deploy-common';
import { lazy, Suspense } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { useRead } from '../../hooks/useRead';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { UnknownNote } from '../UnknownNote';
import { Placeholder } from '../Placeholder';
import styles from './ChangeDialog.module.css';

const DiffView = lazy(() =>
  import('../DiffView/DiffView').then(module => ({ default: module.DiffView })),
);
const DiffSummary = lazy(() =>
  import('../DiffView/DiffSummary').then(module => ({
    default: module.DiffSummary,
  })),
);
const DiffChanges = lazy(() =>
  import('../DiffView/DiffChanges').then(module => ({
    default: module.DiffChanges,
  })),
);

/** Props of {@link DiffSection}. */
export type DiffSectionProps = {
  entityRef: string;
  /** Name of the environment that has the change. */
  from: string;
  /** Name of the environment that would get it. */
  to: string;
  /** The change that the dialog is about. Without it the two environments are compared as such. */
  change?: { from?: DeployedVersion; to?: DeployedVersion };
};

/** The commits and manifest changes between two environments, read once the dialog is open. */
export function DiffSection(props: DiffSectionProps) {
  const { entityRef, from, to, change } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const api = useApi(deployApiRef);
  const { value: diff, error } = useRead(
    [entityRef, from, to, change?.from?.image, change?.to?.image].join(' '),
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
      <Placeholder height={48} />
    </div>
  );
  if (!diff) {
    return placeholder;
  }
  return (
    <Suspense fallback={placeholder}>
      <section className={styles.diff} aria-label={t('diff.heading')}>
        {change ? (
          <>
            <MovedOn diff={diff} wanted={change.to} />
            <DiffSummary diff={diff} />
            <DiffChanges diff={diff} />
          </>
        ) : (
          <DiffView diff={diff} />
        )}
      </section>
    </Suspense>
  );
}

/** Environments are compared as they are now. Says so where the change is about an older version. */
function MovedOn(props: { diff: EnvironmentDiff; wanted?: DeployedVersion }) {
  const { diff, wanted } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { environment, version } = diff.from;
  if (!wanted || !version || isSameImage(version.image, wanted.image)) {
    return null;
  }
  return (
    <UnknownNote>
      {t('diff.movedOn', {
        environment: titleOf(environment),
        actual: version.version,
        wanted: wanted.version,
      })}
    </UnknownNote>
  );
}
