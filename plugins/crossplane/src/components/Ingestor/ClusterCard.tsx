import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import {
  IngestorClusterStatus,
  IngestorLeader,
} from '@openportal/plugin-crossplane-common';
import { RiCheckboxCircleLine, RiErrorWarningLine } from '@remixicon/react';
import { ReactNode, useId } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import label from '../StateLabel.module.css';
import { Time } from '../Time';
import { FormNotes } from './FormNotes';
import { Problems } from './Problems';
import { RefreshButton } from './RefreshButton';
import styles from './Ingestor.module.css';

/** Props of {@link ClusterCard}. */
export type ClusterCardProps = {
  cluster: IngestorClusterStatus;
  /** Which instance reads the cluster; undefined where that is not known. */
  leader?: IngestorLeader;
  onRefreshed: () => void;
};

/** How the ingestor reads one cluster. */
export function ClusterCard(props: ClusterCardProps) {
  const { cluster, leader, onRefreshed } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const headingId = useId();
  return (
    <li
      className={styles.cluster}
      data-stale={cluster.stale}
      aria-labelledby={headingId}
    >
      <div className={styles.header}>
        <Text as="h2" variant="title-x-small" id={headingId}>
          {cluster.cluster}
        </Text>
        <SyncLabel isStale={cluster.stale} />
        <RefreshButton cluster={cluster.cluster} onRefreshed={onRefreshed} />
      </div>
      {cluster.error ? (
        <Alert
          status="warning"
          icon
          title={t('ingestor.readError')}
          description={cluster.error}
        />
      ) : undefined}
      <dl className={styles.facts}>
        <Fact name={t('ingestor.lastListedAt')}>
          {cluster.lastListedAt ? (
            <Time value={cluster.lastListedAt} />
          ) : (
            t('ingestor.never')
          )}
        </Fact>
        {cluster.nextListAt ? (
          <Fact name={t('ingestor.nextListAt')}>
            <Time value={cluster.nextListAt} />
          </Fact>
        ) : undefined}
        {cluster.watches ? (
          <Fact name={t('ingestor.watches')}>
            {t('ingestor.watchesOpen', {
              open: String(cluster.watches.open),
              total: String(cluster.watches.total),
            })}
          </Fact>
        ) : undefined}
        <Fact name={t('ingestor.templates')}>{cluster.templates}</Fact>
        <Fact name={t('ingestor.resources')}>{cluster.resources}</Fact>
        {cluster.provider ? (
          <Fact name={t('ingestor.provider')}>{cluster.provider}</Fact>
        ) : undefined}
        {leader ? (
          <Fact name={t('ingestor.leader')}>
            {leader.holder ?? t('ingestor.noLeader')}
            {leader.holder && leader.since ? (
              <>
                {` ${t('ingestor.since')} `}
                <Time value={leader.since} />
              </>
            ) : undefined}
          </Fact>
        ) : undefined}
      </dl>
      <Problems problems={cluster.problems} cluster={cluster.cluster} />
      <FormNotes notes={cluster.notes ?? []} cluster={cluster.cluster} />
    </li>
  );
}

function SyncLabel({ isStale }: { isStale: boolean }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const Icon = isStale ? RiErrorWarningLine : RiCheckboxCircleLine;
  return (
    <span className={label.root}>
      <Icon
        aria-hidden
        className={`${label.icon} ${isStale ? label.waiting : label.ready}`}
      />
      {t(isStale ? 'ingestor.stale' : 'ingestor.inSync')}
    </span>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
