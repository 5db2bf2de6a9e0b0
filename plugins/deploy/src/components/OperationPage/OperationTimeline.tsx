import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Operation, OperationEvent } from '@openportal/plugin-deploy-common';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { CopyButton } from '../CopyButton';
import { userName } from '../names';
import { stateKeyOf } from '../operationStateKeys';
import { Time } from '../Time';
import styles from './OperationPage.module.css';

const HASH_LENGTH = 16;

/** Props of {@link OperationTimeline}. */
export type OperationTimelineProps = {
  operation: Pick<Operation, 'strategy'>;
  events: OperationEvent[];
};

/** Every row of the ledger about the operation, oldest first. */
export function OperationTimeline(props: OperationTimelineProps) {
  const { operation, events } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <ol className={styles.timeline} aria-label={t('operationPage.timeline')}>
      {events.map(event => (
        <li key={event.sequence} className={styles.event}>
          <TimelineEvent event={event} strategy={operation.strategy} />
        </li>
      ))}
    </ol>
  );
}

function TimelineEvent(props: { event: OperationEvent; strategy?: string }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { fullTime } = useTimes();
  const { state, at, reason, actor, hash, sequence } = props.event;
  const ledger = t('operationPage.ledger', { sequence: String(sequence) });
  return (
    <>
      <div className={styles.eventHead}>
        <Text weight="bold">
          {t(stateKeyOf({ state, strategy: props.strategy }))}
        </Text>
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
