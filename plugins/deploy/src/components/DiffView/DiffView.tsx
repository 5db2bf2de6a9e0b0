import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentDiff } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import { DiffChanges } from './DiffChanges';
import { DiffInstructionList } from './DiffInstructionList';
import { Section } from '../Section';
import { DiffSides } from './DiffSides';
import styles from './DiffView.module.css';

/** Props of {@link DiffView}. */
export type DiffViewProps = { diff: EnvironmentDiff };

/** What one environment lacks of another. A part that is not known says why; the rest is shown. */
export function DiffView({ diff }: DiffViewProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div className={styles.root}>
      <Section title={t('comparison.versions')}>
        <DiffSides diff={diff} />
      </Section>
      <Section title={t('comparison.instructions')}>
        <DiffInstructionList instructions={diff.instructions} />
      </Section>
      <DiffChanges diff={diff} />
    </div>
  );
}
