import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { DiffInstructions } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import { CopyButton } from '../CopyButton';
import { ExternalLink } from '../ExternalLink';
import styles from './DiffView.module.css';

/** Props of {@link DiffInstructionList}. */
export type DiffInstructionListProps = { instructions: DiffInstructions };

/** How to bring one environment up to the other: the button, the command, and what happens in git. */
export function DiffInstructionList(props: DiffInstructionListProps) {
  const { button, slack, git, pullRequest, none } = props.instructions;
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <>
      {none ? <Text>{none}</Text> : undefined}
      <dl className={styles.facts}>
        {button ? (
          <div>
            <dt>{t('comparison.instructionButton')}</dt>
            <dd>{t('comparison.instructionButtonText', { button })}</dd>
          </div>
        ) : undefined}
        {slack ? (
          <div>
            <dt>{t('comparison.instructionSlack')}</dt>
            <dd className={styles.withButton}>
              <code>{slack}</code>
              <CopyButton text={slack} what={t('comparison.slackCommand')} />
            </dd>
          </div>
        ) : undefined}
        {git ? (
          <div>
            <dt>{t('comparison.instructionGit')}</dt>
            <dd>{git}</dd>
          </div>
        ) : undefined}
        {pullRequest ? (
          <div>
            <dt>{t('comparison.instructionPullRequest')}</dt>
            <dd>
              <ExternalLink href={pullRequest}>
                {t('comparison.openPullRequest')}
              </ExternalLink>
            </dd>
          </div>
        ) : undefined}
      </dl>
    </>
  );
}
