import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Link, Text } from '@backstage/ui';
import { DeploymentView } from '@openportal/plugin-deploy-common';
import { ViewTitles } from '../../hooks/titleOf';
import { useDeployments } from '../../hooks/useDeployments';
import { useTabPath } from '../../hooks/useTabPath';
import { isBeingCreated } from '../../model/isBeingCreated';
import { deployTranslationRef } from '../../translation';
import { CreationNotice } from '../CreationProgress';
import { FreezeBanner } from '../FreezeBanner';
import { LoadingRows } from '../LoadingRows';
import { ProblemAlert } from '../ProblemAlert';
import { UnknownNote } from '../UnknownNote';
import { UpdatedAt } from '../UpdatedAt';
import { OverviewRow } from './OverviewRow';
import styles from './OverviewCard.module.css';

/** Props of {@link OverviewCard}. */
export type OverviewCardProps = { entityRef: string };

/** What runs where, in a few lines, with the way to the Deploy tab. */
export function OverviewCard({ entityRef }: OverviewCardProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const tabPath = useTabPath();
  const {
    value: view,
    error,
    receivedAt,
    isPending,
    reload,
  } = useDeployments(entityRef);
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('card.title')}
        </Text>
      </CardHeader>
      <CardBody>
        <div className={styles.card}>
          {error ? (
            <ProblemAlert
              title={t(view ? 'tab.staleErrorTitle' : 'tab.errorTitle')}
              error={error}
              isStale={view !== undefined}
              onRetry={reload}
            />
          ) : undefined}
          {isPending ? (
            <LoadingRows label={t('tab.loading')} rows={4} height={52} />
          ) : undefined}
          {view ? (
            <ViewTitles view={view}>
              <FreezeBanner
                freezes={view.freezes.filter(({ active }) => active)}
              />
              <CreationNotice
                entityRef={entityRef}
                isNew={isBeingCreated(view)}
              />
              <Environments view={view} />
            </ViewTitles>
          ) : undefined}
          <div className={styles.footer}>
            {tabPath ? <Link href={tabPath}>{t('card.open')}</Link> : undefined}
            <UpdatedAt at={receivedAt} />
          </div>
        </div>
      </CardBody>
    </Card>
  );
}

/** What keeps the portal from more comes first; the tab says what to do about it. */
function Environments({ view }: { view: DeploymentView }) {
  return (
    <>
      {view.problems.map(({ code, message }) => (
        <UnknownNote key={`${code}:${message}`}>{message}</UnknownNote>
      ))}
      <Rows view={view} />
    </>
  );
}

function Rows({ view }: { view: DeploymentView }) {
  const { t } = useTranslationRef(deployTranslationRef);
  if (view.environments.length === 0) {
    return <Text variant="body-small">{t('tab.emptyTitle')}</Text>;
  }
  return (
    <ul className={styles.rows} aria-label={t('tab.environments')}>
      {view.environments.map(environment => (
        <OverviewRow
          key={environment.environment.name}
          view={environment}
          generatedAt={view.generatedAt}
        />
      ))}
    </ul>
  );
}
