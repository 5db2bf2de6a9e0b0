import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRefParams } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { DeployApiError } from '@openportal/plugin-deploy-common';
import { useCreation } from '../../hooks/useCreation';
import { creationRouteRef } from '../../routes';
import { deployTranslationRef } from '../../translation';
import { entityName } from '../names';
import { LoadingRows } from '../LoadingRows';
import { PageHeader } from '../PageHeader';
import { ProblemAlert } from '../ProblemAlert';
import { CreationPhases } from './CreationPhases';
import styles from './CreationProgress.module.css';

/** How far a new application has come. Its address can be given before the catalog knows the application. */
export function CreationPage() {
  const { t } = useTranslationRef(deployTranslationRef);
  const entityRef = stringifyEntityRef(useRouteRefParams(creationRouteRef));
  const { value, error, receivedAt, isPending, reload } =
    useCreation(entityRef);
  const isUnknown =
    error instanceof DeployApiError && error.code === 'not-found';
  const name = entityName(entityRef);

  return (
    <div className={styles.page}>
      <PageHeader
        entityRef={value ? entityRef : undefined}
        receivedAt={receivedAt}
        error={error}
        onRefresh={reload}
      />
      <Text as="h2" variant="title-medium">
        {t('creation.pageTitle', { name })}
      </Text>
      {isUnknown ? (
        <Alert
          role="status"
          status="info"
          icon
          title={t('creation.notInCatalog', { name })}
          description={t('creation.notInCatalogFix')}
        />
      ) : undefined}
      {error && !isUnknown ? (
        <ProblemAlert
          title={t(value ? 'creation.staleErrorTitle' : 'creation.errorTitle')}
          error={error}
          isStale={value !== undefined}
          onRetry={reload}
        />
      ) : undefined}
      {isPending ? (
        <LoadingRows label={t('creation.loading')} rows={5} height={44} />
      ) : undefined}
      {value ? <CreationPhases progress={value} /> : undefined}
    </div>
  );
}
