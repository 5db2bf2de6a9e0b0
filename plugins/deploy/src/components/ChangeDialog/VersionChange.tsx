import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { DeployedVersion } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import styles from './ChangeDialog.module.css';

/** Props of {@link VersionChange}. */
export type VersionChangeProps = {
  from?: DeployedVersion;
  to?: DeployedVersion;
  /** Titles of the environments, for a promotion. */
  route?: { from: string; to: string };
};

/** What goes from where to where. */
export function VersionChange({ from, to, route }: VersionChangeProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <dl className={styles.versions}>
      {route ? (
        <>
          <dt>{t('dialog.where')}</dt>
          <dd className={styles.words}>{t('dialog.whereFromTo', route)}</dd>
        </>
      ) : undefined}
      <dt>{t('dialog.from')}</dt>
      <dd title={from?.image}>{from?.version ?? t('dialog.nothing')}</dd>
      <dt>{t('dialog.to')}</dt>
      <dd title={to?.image}>{to?.version ?? t('dialog.nothing')}</dd>
    </dl>
  );
}
