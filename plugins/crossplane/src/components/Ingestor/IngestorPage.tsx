import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link, Skeleton, Text } from '@backstage/ui';
import {
  IngestorLeader,
  IngestorStatus,
} from '@openportal/plugin-crossplane-common';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { useLiveRead } from '../../hooks/useLiveRead';
import { requestProblem } from '../../model/requestProblem';
import { troubleshootRouteRef } from '../../routes';
import { crossplaneTranslationRef } from '../../translation';
import { ProblemAlert } from '../ProblemAlert';
import { ClusterCard } from './ClusterCard';
import { RefreshButton } from './RefreshButton';
import styles from './Ingestor.module.css';

const STALE_INTERVAL_MS = 5_000;
const IN_SYNC_INTERVAL_MS = 30_000;

/** How the ingestor reads the clusters: what is in sync, what is not, and why. */
export function IngestorPage() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const api = useApi(crossplaneApiRef);
  const troubleshootPath = useRouteRef(troubleshootRouteRef)();
  const { value, error, isPending, reload } = useLiveRead({
    key: 'ingestor',
    read: () => api.getIngestorStatus(),
    intervalMs: status =>
      !status || status.clusters.some(({ stale }) => stale)
        ? STALE_INTERVAL_MS
        : IN_SYNC_INTERVAL_MS,
  });
  const isForbidden =
    error !== undefined && requestProblem(error).kind === 'notAllowed';

  return (
    <div className={styles.page}>
      <div className={styles.intro}>
        <Text>{t('ingestor.intro')}</Text>
        <RefreshButton onRefreshed={reload} />
      </div>
      {error ? (
        <ProblemAlert
          title={t(isForbidden ? 'ingestor.forbidden' : 'ingestor.errorTitle')}
          error={error}
          isStale={value !== undefined}
          onRetry={reload}
        />
      ) : undefined}
      {isPending ? (
        <div role="status" aria-label={t('ingestor.loading')}>
          <Skeleton height={200} />
        </div>
      ) : undefined}
      {value?.warnings?.map(({ provider, message }) => (
        <Alert
          key={`${provider} ${message}`}
          role="status"
          status="warning"
          icon
          title={t('ingestor.warning', { provider })}
          description={message}
        />
      ))}
      {value ? <Clusters status={value} onRefreshed={reload} /> : undefined}
      <Link href={troubleshootPath}>{t('orders.templateMissing')}</Link>
    </div>
  );
}

function Clusters(props: { status: IngestorStatus; onRefreshed: () => void }) {
  const { status, onRefreshed } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (status.clusters.length === 0) {
    return <Text as="p">{t('ingestor.empty')}</Text>;
  }
  return (
    <ul className={styles.clusters} aria-label={t('ingestor.clusters')}>
      {status.clusters.map(cluster => (
        <ClusterCard
          key={`${cluster.provider ?? ''}/${cluster.cluster}`}
          cluster={cluster}
          leader={leaderOf(status.leaders, cluster.provider)}
          onRefreshed={onRefreshed}
        />
      ))}
    </ul>
  );
}

function leaderOf(
  leaders: IngestorLeader[] | undefined,
  provider: string | undefined,
): IngestorLeader | undefined {
  return leaders?.find(leader => leader.provider === provider);
}
