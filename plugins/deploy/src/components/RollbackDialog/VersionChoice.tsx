import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RadioGroup, Text } from '@backstage/ui';
import { Environment } from '@openportal/plugin-deploy-common';
import { deployApiRef } from '../../api/deployApiRef';
import { useRead } from '../../hooks/useRead';
import { toVersionRows } from '../../model/versionHistory';
import { deployTranslationRef } from '../../translation';
import { LoadingRows } from '../LoadingRows';
import { ProblemAlert } from '../ProblemAlert';
import { VersionTableRow } from './VersionTableRow';
import styles from './RollbackDialog.module.css';

/** Props of {@link VersionChoice}. */
export type VersionChoiceProps = {
  entityRef: string;
  environment: Environment;
  /** What runs now: the versions are read anew for another one. */
  currentImage?: string;
  /** Image of the chosen version. */
  value?: string;
  onChange: (image: string) => void;
};

/** The versions that an environment has had. Nothing is chosen beforehand. */
export function VersionChoice(props: VersionChoiceProps) {
  const { entityRef, environment, currentImage, value, onChange } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const api = useApi(deployApiRef);
  const {
    value: versions,
    error,
    reload,
  } = useRead([entityRef, environment.name, currentImage].join(' '), signal =>
    api.getVersions(entityRef, { environment: environment.name, signal }),
  );

  if (error) {
    return (
      <ProblemAlert
        title={t('rollback.errorTitle')}
        error={error}
        onRetry={reload}
      />
    );
  }
  if (!versions) {
    return <LoadingRows label={t('rollback.loading')} rows={4} height={40} />;
  }
  if (!versions.items.some(({ current }) => !current)) {
    return (
      <Text>{t('rollback.none', { environment: environment.title })}</Text>
    );
  }
  return (
    <RadioGroup
      label={t('rollback.versions')}
      // An empty text would count as a choice, and no version could be reached by keyboard.
      value={value ?? null}
      onChange={onChange}
    >
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('rollback.version')}</th>
              <th scope="col">{t('rollback.when')}</th>
              <th scope="col">{t('rollback.by')}</th>
              <th scope="col">{t('rollback.activeFor')}</th>
              <th scope="col">{t('rollback.ended')}</th>
            </tr>
          </thead>
          <tbody>
            {toVersionRows(versions.items, new Date()).map(row => (
              <VersionTableRow key={row.option.image} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </RadioGroup>
  );
}
