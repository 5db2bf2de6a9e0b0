import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  OrderComposition,
  OrderLayerState,
} from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel';
import styles from './OrderLayers.module.css';

/** Props of {@link CompositionDetails}. */
export type CompositionDetailsProps = { composition?: OrderComposition };

/** Which composition makes the resources, and the functions it runs. */
export function CompositionDetails({ composition }: CompositionDetailsProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (!composition) {
    return null;
  }
  const { name, revision, updatePolicy, steps } = composition;
  return (
    <div className={styles.details}>
      <Text as="p" variant="body-small">
        {[
          t('composition.name', { name }),
          revision ? t('composition.revision', { revision }) : undefined,
          updatePolicy
            ? t('composition.updatePolicy', { updatePolicy })
            : undefined,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {steps.length > 0 ? (
        <ol className={styles.plain} aria-label={t('composition.steps')}>
          {steps.map(step => (
            <li key={step.step} className={styles.check}>
              <StateLabel state={healthState(step.healthy)} />
              <Text variant="body-small">
                {t('composition.step', {
                  step: step.step,
                  function: step.function,
                })}
                {step.message ? `: ${step.message}` : undefined}
              </Text>
            </li>
          ))}
        </ol>
      ) : undefined}
    </div>
  );
}

/** What a health that may not be known is as a state. */
export function healthState(isHealthy: boolean | undefined): OrderLayerState {
  if (isHealthy === undefined) {
    return 'unknown';
  }
  return isHealthy ? 'ready' : 'failed';
}
