import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  CreationPhase,
  CreationProgress,
} from '@openportal/plugin-deploy-common';
import {
  RemixiconComponentType,
  RiCheckboxCircleLine,
  RiErrorWarningLine,
  RiLoader2Line,
  RiQuestionLine,
  RiTimeLine,
} from '@remixicon/react';
import { deployTranslationRef } from '../../translation';
import { ExternalLink } from '../ExternalLink';
import { Time } from '../Time';
import styles from './CreationProgress.module.css';

/** Each state has a shape of its own: color is never the only sign. */
const ICONS: Record<CreationPhase['state'], RemixiconComponentType> = {
  done: RiCheckboxCircleLine,
  running: RiLoader2Line,
  waiting: RiTimeLine,
  failed: RiErrorWarningLine,
  unknown: RiQuestionLine,
};

/** Props of {@link CreationPhases}. */
export type CreationPhasesProps = { progress: CreationProgress };

/** The phases between the form and the running application, and what to do where one does not go on. */
export function CreationPhases({ progress }: CreationPhasesProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const done = progress.phases.filter(({ state }) => state === 'done').length;
  return (
    <>
      <Text as="p" role="status" aria-live="polite">
        {progress.complete
          ? t('creation.complete')
          : t('creation.done', {
              done: String(done),
              total: String(progress.phases.length),
            })}
      </Text>
      <ol className={styles.phases} aria-label={t('creation.phases')}>
        {progress.phases.map(phase => (
          <Phase key={phase.id} phase={phase} />
        ))}
      </ol>
      <Text as="p" variant="body-small" color="secondary">
        {t('creation.customize')}
      </Text>
    </>
  );
}

function Phase({ phase }: { phase: CreationPhase }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { id, state, at, message, fix, url } = phase;
  const Icon = ICONS[state];
  return (
    <li
      className={styles.phase}
      aria-current={state === 'running' ? 'step' : undefined}
    >
      <Icon aria-hidden className={`${styles.icon} ${styles[state]}`} />
      <div className={styles.text}>
        <Text as="p" weight="bold">
          {t(`creation.phase.${id}`)}
          {' · '}
          <Text variant="body-small">{t(`creation.state.${state}`)}</Text>
        </Text>
        <Text as="p" variant="body-small">
          {message}
          {at ? (
            <>
              {' · '}
              <Time value={at} />
            </>
          ) : undefined}
        </Text>
        {fix ? (
          <Text as="p" variant="body-small" className={styles.fix}>
            {t('creation.fix', { fix })}
          </Text>
        ) : undefined}
        {url ? (
          <Text as="p" variant="body-small">
            <ExternalLink href={url}>{t(`creation.link.${id}`)}</ExternalLink>
          </Text>
        ) : undefined}
      </div>
    </li>
  );
}
