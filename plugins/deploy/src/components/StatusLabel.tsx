import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RemixiconComponentType,
  RiCheckboxCircleLine,
  RiCircleLine,
  RiErrorWarningLine,
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
  empty: RiCircleLine,
  unknown: RiQuestionLine,
};

/** Props of {@link StatusLabel}. */
export type StatusLabelProps = { status: EnvironmentStatus };

/** A status as icon and text. */
export function StatusLabel({ status }: StatusLabelProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const Icon = ICONS[status];
  return (
    <span className={styles.root}>
      <Icon aria-hidden className={`${styles.icon} ${styles[status]}`} />
      {t(`status.${status}`)}
    </span>
  );
}
