import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { EnvironmentView, FreezeView } from '@openportal/plugin-deploy-common';
import {
  RemixiconComponentType,
  RiAlarmWarningLine,
  RiGitBranchLine,
  RiHistoryLine,
  RiRefreshLine,
  RiSnowflakeLine,
} from '@remixicon/react';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { userName } from '../names';
import styles from './EnvironmentTile.module.css';

/** Props of {@link TileBadges}. */
export type TileBadgesProps = {
  view: EnvironmentView;
  isStale: boolean;
  /** The freeze that holds the environment now. */
  freeze?: FreezeView;
};

/** What is remarkable about an environment, each with an icon, a word and what it means. */
export function TileBadges({ view, isStale, freeze }: TileBadgesProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { fullTime, relativeTime } = useTimes();
  const { state, activeOperation, lastOperation } = view;
  const brokenGlass = (activeOperation ?? lastOperation)?.breakGlass;
  const badges = [
    state.drift && {
      icon: RiGitBranchLine,
      label: t('tile.drift'),
      explanation: t('tile.driftExplained'),
    },
    !state.drift &&
      !activeOperation &&
      state.sync === 'out-of-sync' && {
        icon: RiRefreshLine,
        label: t('tile.outOfSync'),
        explanation: t('tile.outOfSyncExplained'),
      },
    isStale && {
      icon: RiHistoryLine,
      label: t('tile.stale'),
      explanation: state.observedAt
        ? t('tile.staleExplained', { when: relativeTime(state.observedAt) })
        : t('tile.neverSeen'),
    },
    freeze && {
      icon: RiSnowflakeLine,
      label: t('tile.frozen'),
      explanation: t('tile.frozenExplained', {
        name: freeze.name,
        end: fullTime(freeze.end),
      }),
    },
    brokenGlass && {
      icon: RiAlarmWarningLine,
      label: t('tile.brokenGlass'),
      explanation: t('tile.brokenGlassExplained', {
        who: userName(brokenGlass.by),
        reason: brokenGlass.reason,
      }),
    },
  ].filter(badge => Boolean(badge)) as Badge[];

  if (badges.length === 0) {
    return null;
  }
  return (
    <ul className={styles.badges} aria-label={t('tile.badges')}>
      {badges.map(({ icon: Icon, label, explanation }) => (
        <li key={label} className={styles.badge}>
          <Icon aria-hidden className={styles.badgeIcon} />
          <div>
            <Text as="p" variant="body-small" weight="bold">
              {label}
            </Text>
            <Text as="p" variant="body-x-small" color="secondary">
              {explanation}
            </Text>
          </div>
        </li>
      ))}
    </ul>
  );
}

type Badge = {
  icon: RemixiconComponentType;
  label: string;
  explanation: string;
};
