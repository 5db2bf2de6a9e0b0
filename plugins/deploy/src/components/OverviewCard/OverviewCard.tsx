import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Card,
  CardBody,
  CardHeader,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import { DeploymentView } from '@openportal/plugin-deploy-common';
import { useDeployments } from '../../hooks/useDeployments';
import { useTabPath } from '../../hooks/useTabPath';
import { isBeingCreated } from '../../model/isBeingCreated';
import { deployTranslationRef } from '../../translation';
import { CreationNotice } from '../CreationProgress';
import { FreezeBanner } from '../FreezeBanner';
import { ProblemAlert } from '../ProblemAlert';
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
          {isPending ? <LoadingRows /> : undefined}
          {view ? (
            <>
              <FreezeBanner
                freezes={view.freezes.filter(({ active }) => active)}
              />
              <CreationNotice
                entityRef={entityRef}
                isNew={isBeingCreated(view)}
              />
              <Environments view={view} />
            </>
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

function Environments({ view }: { view: DeploymentView }) {
  const { t } = useTranslationRef(deployTranslationRef);
  if (view.environments.length === 0) {
    return (
      <Text as="p" variant="body-small">
        {view.problems[0]?.message ?? t('tab.emptyTitle')}
      </Text>
    );
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

function LoadingRows() {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div className={styles.rows} role="status" aria-label={t('tab.loading')}>
      {['first', 'second', 'third', 'fourth'].map(key => (
        <Skeleton key={key} height={36} />
      ))}
    </div>
  );
}
