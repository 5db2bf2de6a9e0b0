import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  EnvironmentState,
  SourceStatus,
} from '@openportal/plugin-deploy-common';
import { RiErrorWarningLine } from '@remixicon/react';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { ClampedText } from '../ClampedText';
import styles from './EnvironmentTile.module.css';

/** Props of {@link SourceProblems}. */
export type SourceProblemsProps = { state: EnvironmentState };

/** The sources that cannot be read now, with what they say and the age of what is shown instead. */
export function SourceProblems({ state }: SourceProblemsProps) {
  const { desired, observed } = state.sources;
  return (
    <>
      <SourceProblem kind="desired" source={desired} />
      <SourceProblem kind="observed" source={observed} />
    </>
  );
}

function SourceProblem(props: {
  kind: 'desired' | 'observed';
  source: SourceStatus;
}) {
  const { kind, source } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { relativeTime } = useTimes();
  if (!source.error) {
    return null;
  }
  return (
    <div className={styles.problem}>
      <RiErrorWarningLine aria-hidden className={styles.problemIcon} />
      <div>
        <Text as="p" variant="body-small" weight="bold">
          {t(
            kind === 'desired' ? 'tile.desiredFailed' : 'tile.observedFailed',
            {
              adapter: source.adapter ?? t('tile.noAdapter'),
            },
          )}
        </Text>
        <ClampedText variant="body-x-small">{source.error}</ClampedText>
        <Text as="p" variant="body-x-small" color="secondary">
          {source.readAt
            ? t('tile.sourceReadAt', { when: relativeTime(source.readAt) })
            : t('tile.sourceNeverRead')}
        </Text>
      </div>
    </div>
  );
}
