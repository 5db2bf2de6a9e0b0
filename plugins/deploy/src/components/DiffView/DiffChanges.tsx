import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentDiff } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import { DiffCommits } from './DiffCommits';
import { DiffFiles } from './DiffFiles';
import { DiffManifests } from './DiffManifests';
import { Section } from '../Section';
import styles from './DiffView.module.css';

/** Props of {@link DiffChanges}. */
export type DiffChangesProps = { diff: EnvironmentDiff };

/** What a promotion brings: commits, files and manifests. For dialogs that say the rest themselves. */
export function DiffChanges({ diff }: DiffChangesProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div className={styles.root}>
      <Section title={t('comparison.commits')}>
        <DiffCommits diff={diff} />
      </Section>
      <Section title={t('comparison.files')}>
        <DiffFiles files={diff.files} />
      </Section>
      <Section title={t('comparison.manifests')}>
        <DiffManifests diff={diff} />
      </Section>
    </div>
  );
}
