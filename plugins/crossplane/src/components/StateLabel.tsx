import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { OrderLayerState } from '@openportal/plugin-crossplane-common';
import {
  RemixiconComponentType,
  RiCheckboxCircleLine,
  RiErrorWarningLine,
  RiLoader2Line,
  RiQuestionLine,
  RiTimeLine,
} from '@remixicon/react';
import { crossplaneTranslationRef } from '../translation';
import styles from './StateLabel.module.css';

/** Each state has a shape of its own: color is never the only sign. */
const ICONS: Record<OrderLayerState, RemixiconComponentType> = {
  ready: RiCheckboxCircleLine,
  progressing: RiLoader2Line,
  waiting: RiTimeLine,
  failed: RiErrorWarningLine,
  unknown: RiQuestionLine,
};

/** Props of {@link StateLabel}. */
export type StateLabelProps = { state: OrderLayerState };

/** A state as icon and text. */
export function StateLabel({ state }: StateLabelProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const Icon = ICONS[state];
  return (
    <span className={styles.root}>
      <Icon aria-hidden className={`${styles.icon} ${styles[state]}`} />
      {t(`state.${state}`)}
    </span>
  );
}
