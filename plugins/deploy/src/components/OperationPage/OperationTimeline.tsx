import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { OperationEvent } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import { CopyButton } from '../CopyButton';
import { userName } from '../names';
import { STATE_KEYS } from '../operationStateKeys';
import { fullTime } from '../relativeTime';
import { Time } from '../Time';
import styles from './OperationPage.module.css';

const HASH_LENGTH = 16;

/** Props of {@link OperationTimeline}. */
export type OperationTimelineProps = { events: OperationEvent[] };

/** Every row of the ledger about the operation, oldest first. */
export function OperationTimeline({ events }: OperationTimelineProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <ol className={styles.timeline} aria-label={t('operationPage.timeline')}>
      {events.map(event => (
        <li key={event.sequence} className={styles.event}>
          <TimelineEvent event={event} />
        </li>
      ))}
    </ol>
  );
}

function TimelineEvent({ event }: { event: OperationEvent }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { state, at, reason, actor, hash, sequence } = event;
  const ledger = t('operationPage.ledger', { sequence: String(sequence) });
  return (
    <>
      <div className={styles.eventHead}>
        <Text weight="bold">{t(STATE_KEYS[state])}</Text>
        <Text variant="body-small">
          {fullTime(at)} (<Time value={at} />)
        </Text>
        {actor ? (
          <Text variant="body-small">
            {t('operationPage.actor', { who: userName(actor) })}
          </Text>
        ) : undefined}
      </div>
      {reason ? <Text as="p">{reason}</Text> : undefined}
      <span className={styles.withButton}>
        <Text variant="body-x-small">
          {ledger} <code title={hash}>{hash.slice(0, HASH_LENGTH)}</code>
        </Text>
        <CopyButton text={hash} what={ledger} />
      </span>
    </>
  );
}
