import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  EnvironmentState,
  EnvironmentView,
  SourceStatus,
} from '@openportal/plugin-deploy-common';
import { useId } from 'react';
import { environmentStatus } from '../../model/environmentStatus';
import { isStale } from '../../model/staleness';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { ExternalLink } from '../ExternalLink';
import { stateKeyOf } from '../operationStateKeys';
import type { Times } from '../relativeTime';
import { StatusLabel } from '../StatusLabel';
import styles from './OverviewCard.module.css';

/** Props of {@link OverviewRow}. */
export type OverviewRowProps = { view: EnvironmentView; generatedAt: string };

/** One environment in a line. */
export function OverviewRow({ view, generatedAt }: OverviewRowProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { relativeTime } = useTimes();
  const headingId = useId();
  const { environment, state, activeOperation } = view;
  const stale = isStale(state, { generatedAt, ageMs: 0 });
  const shown = state.desired ?? state.observed;
  const remarks = [
    activeOperation
      ? `${t(`operation.${activeOperation.kind}`, {
          version: activeOperation.to.version,
        })}: ${t(stateKeyOf(activeOperation))}`
      : undefined,
    state.drift ? t('tile.driftExplained') : undefined,
    stale ? staleText(state.observedAt, t, relativeTime) : undefined,
    ...sourceFailures(state, t, relativeTime),
    (activeOperation ?? view.lastOperation)?.breakGlass
      ? t('tile.brokenGlass')
      : undefined,
  ].filter(text => text !== undefined);
  return (
    <li className={styles.row} aria-labelledby={headingId}>
      <div className={styles.line}>
        <Text id={headingId} weight="bold">
          {environment.title}
        </Text>
        <StatusLabel status={environmentStatus(view)} isStale={stale} />
      </div>
      <div className={styles.line}>
        <Text className={styles.version} title={shown?.image}>
          {shown?.version ? (
            <ExternalLink href={state.desired?.url}>
              {shown.version}
            </ExternalLink>
          ) : (
            t('tile.noVersion')
          )}
        </Text>
        {state.desired?.changedAt ? (
          <Text variant="body-small" color="secondary">
            {relativeTime(state.desired.changedAt)}
          </Text>
        ) : undefined}
      </div>
      {remarks.map(remark => (
        <Text key={remark} as="p" variant="body-x-small" color="secondary">
          {remark}
        </Text>
      ))}
    </li>
  );
}

type Translate = TranslationFunction<(typeof deployTranslationRef)['T']>;

/** Which source could not be read, and how old what is shown instead is. */
function sourceFailures(
  { sources }: EnvironmentState,
  t: Translate,
  relativeTime: Times['relativeTime'],
): string[] {
  const { desired, observed } = sources;
  return [
    desired.error
      ? failureText('tile.desiredFailed', desired, t, relativeTime)
      : undefined,
    observed.error
      ? failureText('tile.observedFailed', observed, t, relativeTime)
      : undefined,
  ].filter(text => text !== undefined);
}

function failureText(
  key: 'tile.desiredFailed' | 'tile.observedFailed',
  { adapter, readAt }: SourceStatus,
  t: Translate,
  relativeTime: Times['relativeTime'],
): string {
  const age = readAt
    ? t('tile.sourceReadAt', { when: relativeTime(readAt) })
    : t('tile.sourceNeverRead');
  return `${t(key, { adapter: adapter ?? t('tile.noAdapter') })}. ${age}`;
}

function staleText(
  observedAt: string | undefined,
  t: Translate,
  relativeTime: Times['relativeTime'],
): string {
  return observedAt
    ? t('tile.staleExplained', { when: relativeTime(observedAt) })
    : t('tile.neverSeen');
}
