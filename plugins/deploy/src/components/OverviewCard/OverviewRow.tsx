import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { EnvironmentView } from '@openportal/plugin-deploy-common';
import { useId } from 'react';
import { environmentStatus } from '../../model/environmentStatus';
import { isStale } from '../../model/staleness';
import { deployTranslationRef } from '../../translation';
import { ExternalLink } from '../ExternalLink';
import { STATE_KEYS } from '../operationStateKeys';
import { relativeTime } from '../relativeTime';
import { StatusLabel } from '../StatusLabel';
import styles from './OverviewCard.module.css';

/** Props of {@link OverviewRow}. */
export type OverviewRowProps = { view: EnvironmentView; generatedAt: string };

/** One environment in a line. */
export function OverviewRow({ view, generatedAt }: OverviewRowProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const headingId = useId();
  const { environment, state, activeOperation } = view;
  const stale = isStale(state, { generatedAt, ageMs: 0 });
  const shown = state.desired ?? state.observed;
  const remarks = [
    activeOperation
      ? `${t(`operation.${activeOperation.kind}`, {
          version: activeOperation.to.version,
        })}: ${t(STATE_KEYS[activeOperation.state])}`
      : undefined,
    state.drift ? t('tile.driftExplained') : undefined,
    stale
      ? staleText(state.observedAt, t('tile.neverSeen'), when =>
          t('tile.staleExplained', { when }),
        )
      : undefined,
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

function staleText(
  observedAt: string | undefined,
  never: string,
  seen: (when: string) => string,
): string {
  return observedAt ? seen(relativeTime(observedAt)) : never;
}
