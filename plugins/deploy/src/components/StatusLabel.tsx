import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RemixiconComponentType,
  RiCheckboxCircleLine,
  RiCircleLine,
  RiErrorWarningLine,
  RiForbidLine,
  RiLoader2Line,
  RiPauseCircleLine,
  RiQuestionLine,
  RiUserFollowLine,
} from '@remixicon/react';
import { EnvironmentStatus } from '../model/environmentStatus';
import { deployTranslationRef } from '../translation';
import styles from './StatusLabel.module.css';

/** Each status has a shape of its own: color is never the only sign. */
const ICONS: Record<EnvironmentStatus, RemixiconComponentType> = {
  healthy: RiCheckboxCircleLine,
  progressing: RiLoader2Line,
  waiting: RiUserFollowLine,
  degraded: RiErrorWarningLine,
  suspended: RiPauseCircleLine,
  missing: RiForbidLine,
  empty: RiCircleLine,
  unknown: RiQuestionLine,
};

/** Props of {@link StatusLabel}. */
export type StatusLabelProps = {
  status: EnvironmentStatus;
  /** Takes the color away from what may no longer be true. */
  isStale?: boolean;
};

/** A status as icon and text. */
export function StatusLabel({ status, isStale = false }: StatusLabelProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const Icon = ICONS[status];
  return (
    <span className={styles.root}>
      <Icon
        aria-hidden
        className={`${styles.icon} ${styles[isStale ? 'unknown' : status]}`}
      />
      {t(`status.${status}`)}
    </span>
  );
}
