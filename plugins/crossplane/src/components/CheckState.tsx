import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RemixiconComponentType,
  RiCheckboxCircleLine,
  RiErrorWarningLine,
  RiQuestionLine,
  RiSkipForwardLine,
  RiTimeLine,
} from '@remixicon/react';
import { crossplaneTranslationRef } from '../translation';
import styles from './StateLabel.module.css';

/** Answers that a check can have. */
export type CheckStateId =
  | 'ok'
  | 'passed'
  | 'failed'
  | 'pending'
  | 'skipped'
  | 'unknown';

const LOOKS: Record<
  CheckStateId,
  { icon: RemixiconComponentType; style: string }
> = {
  ok: { icon: RiCheckboxCircleLine, style: styles.ready },
  passed: { icon: RiCheckboxCircleLine, style: styles.ready },
  failed: { icon: RiErrorWarningLine, style: styles.failed },
  pending: { icon: RiTimeLine, style: styles.progressing },
  skipped: { icon: RiSkipForwardLine, style: styles.unknown },
  unknown: { icon: RiQuestionLine, style: styles.unknown },
};

/** Props of {@link CheckState}. */
export type CheckStateProps = { state: CheckStateId };

/** The answer of a check as icon and text. */
export function CheckState({ state }: CheckStateProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { icon: Icon, style } = LOOKS[state];
  return (
    <span className={styles.root}>
      <Icon aria-hidden className={`${styles.icon} ${style}`} />
      {t(`check.${state}`)}
    </span>
  );
}
