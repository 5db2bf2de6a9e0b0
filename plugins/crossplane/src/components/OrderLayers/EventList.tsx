import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { OrderEvent } from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import { Time } from '../Time';
import styles from './OrderLayers.module.css';

/** Props of {@link EventList}. */
export type EventListProps = {
  events?: OrderEvent[];
  /** Why there may be others. */
  problem?: string;
};

/** What the cluster warned of lately. */
export function EventList({ events = [], problem }: EventListProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (events.length === 0 && !problem) {
    return null;
  }
  return (
    <div className={styles.details}>
      <Text as="h4" variant="body-small" weight="bold">
        {t('events.title')}
      </Text>
      {events.length > 0 ? (
        <ul className={styles.plain} aria-label={t('events.title')}>
          {events.map((event, index) => (
            <li key={index}>
              <Event event={event} />
            </li>
          ))}
        </ul>
      ) : undefined}
      {problem ? (
        <Text as="p" variant="body-small" color="secondary">
          {t('events.unknown', { reason: problem })}
        </Text>
      ) : undefined}
    </div>
  );
}

function Event({ event }: { event: OrderEvent }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { resource, reason, message, count, lastSeenAt } = event;
  return (
    <>
      <Text as="p" variant="body-small">
        {reason ? <strong>{reason}: </strong> : undefined}
        {message}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {`${resource.kind} ${resource.name}`}
        {count > 1
          ? ` · ${t('events.times', { number: String(count) })}`
          : undefined}
        {lastSeenAt ? (
          <>
            {' · '}
            <Time value={lastSeenAt} />
          </>
        ) : undefined}
      </Text>
    </>
  );
}
