import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import {
  OrderPullRequest,
  OrderPullRequestCheck,
} from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import { CheckState } from '../CheckState';
import { Time } from '../Time';
import styles from './OrderLayers.module.css';

/** Props of {@link PullRequests}. */
export type PullRequestsProps = { pullRequests: OrderPullRequest[] };

/** The pull requests of an order, each with its checks and reviews. */
export function PullRequests({ pullRequests }: PullRequestsProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (pullRequests.length === 0) {
    return null;
  }
  return (
    <ul className={styles.plain} aria-label={t('pullRequest.list')}>
      {pullRequests.map(pullRequest => (
        <li key={pullRequest.number} className={styles.pullRequest}>
          <PullRequest pullRequest={pullRequest} />
        </li>
      ))}
    </ul>
  );
}

function PullRequest({ pullRequest }: { pullRequest: OrderPullRequest }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { number, title, url, state, operation, mergeable } = pullRequest;
  return (
    <>
      <Link href={url} target="_blank" rel="noopener noreferrer">
        {`#${number} ${title}`}
      </Link>
      <Text as="p" variant="body-small">
        {[
          operation === 'unknown' ? undefined : t(`operation.${operation}`),
          t(`pullRequest.${state}`),
          pullRequest.mergedBy
            ? t('pullRequest.mergedBy', { who: pullRequest.mergedBy })
            : undefined,
          state === 'open' && mergeable
            ? t(`mergeable.${mergeable}`)
            : undefined,
          state === 'open' && pullRequest.autoMerge
            ? t('pullRequest.autoMerge')
            : undefined,
        ]
          .filter(Boolean)
          .join(' · ')}
        <When pullRequest={pullRequest} />
      </Text>
      <Reviews reviews={pullRequest.reviews} isOpen={state === 'open'} />
      <Checks checks={pullRequest.checks} />
    </>
  );
}

function When({ pullRequest }: { pullRequest: OrderPullRequest }) {
  const when = pullRequest.mergedAt ?? pullRequest.createdAt;
  return when ? (
    <>
      {' · '}
      <Time value={when} />
    </>
  ) : null;
}

function Reviews(props: {
  reviews: OrderPullRequest['reviews'];
  isOpen: boolean;
}) {
  const { approvedBy, changesRequestedBy, required } = props.reviews;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const lines = [
    approvedBy.length > 0
      ? t('pullRequest.approvedBy', { who: approvedBy.join(', ') })
      : undefined,
    changesRequestedBy.length > 0
      ? t('pullRequest.changesRequestedBy', {
          who: changesRequestedBy.join(', '),
        })
      : undefined,
    props.isOpen && required ? t('pullRequest.approvalMissing') : undefined,
  ].filter(line => line !== undefined);
  return (
    <>
      {lines.map(line => (
        <Text key={line} as="p" variant="body-small">
          {line}
        </Text>
      ))}
    </>
  );
}

function Checks({ checks }: { checks: OrderPullRequestCheck[] }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (checks.length === 0) {
    return null;
  }
  return (
    <ul className={styles.checks} aria-label={t('pullRequest.checks')}>
      {checks.map(({ name, state, url }) => (
        <li key={name} className={styles.check}>
          <CheckState state={state} />
          {url ? (
            <Link
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              variant="body-small"
            >
              {name}
            </Link>
          ) : (
            <Text variant="body-small">{name}</Text>
          )}
        </li>
      ))}
    </ul>
  );
}
