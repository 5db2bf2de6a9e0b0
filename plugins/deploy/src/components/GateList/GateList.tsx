import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text, VisuallyHidden } from '@backstage/ui';
import { Gate } from '@openportal/plugin-deploy-common';
import { RiCheckLine, RiCloseCircleLine, RiTimeLine } from '@remixicon/react';
import { asSentence } from '../../model/asSentence';
import { deployTranslationRef } from '../../translation';
import { Time } from '../Time';
import styles from './GateList.module.css';

const LOOKS = {
  pass: { icon: RiCheckLine, label: 'dialog.gatePass' },
  fail: { icon: RiCloseCircleLine, label: 'dialog.gateFail' },
  wait: { icon: RiTimeLine, label: 'dialog.gateWait' },
} as const;

/** Props of {@link GateList}. */
export type GateListProps = { gates: Gate[] };

/** Every gate of an action: its verdict, why, who can clear it, and when it clears by itself. */
export function GateList({ gates }: GateListProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <ul className={styles.list} aria-label={t('dialog.gates')}>
      {gates.map(gate => {
        const { icon: Icon, label } = LOOKS[gate.status];
        return (
          <li key={gate.id} className={styles.gate}>
            <Icon
              aria-hidden
              className={`${styles.icon} ${styles[gate.status]}`}
            />
            <div>
              <Text variant="body-small" weight="bold">
                <VisuallyHidden>{t(label)}: </VisuallyHidden>
                {gate.title}
              </Text>
              {gate.status === 'pass' ? undefined : <Verdict gate={gate} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Verdict({ gate }: { gate: Gate }) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <>
      <Text as="p" variant="body-small" color="secondary">
        {[
          asSentence(gate.reason),
          gate.clearedBy
            ? t('dialog.clearedBy', { who: gate.clearedBy })
            : undefined,
        ]
          .filter(Boolean)
          .join(' ')}
      </Text>
      {gate.clearsAt ? (
        <Text as="p" variant="body-small" color="secondary">
          {t('dialog.clears')} <Time value={gate.clearsAt} />
        </Text>
      ) : undefined}
      {gate.needsReason ? (
        <Text as="p" variant="body-small" color="secondary">
          {t('dialog.gateNeedsReason')}
        </Text>
      ) : undefined}
      {gate.breakGlass ? (
        <Text as="p" variant="body-small" color="secondary">
          {t('dialog.gateBreakGlass')}
        </Text>
      ) : undefined}
    </>
  );
}
