import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { DiffFile, EnvironmentDiff } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import { LongList } from '../LongList';
import { UnknownNote } from '../UnknownNote';
import styles from './DiffView.module.css';

const INITIAL_FILES = 10;

/** Props of {@link DiffFiles}. */
export type DiffFilesProps = { files: EnvironmentDiff['files'] };

/** How much of the source differs, and where. */
export function DiffFiles({ files }: DiffFilesProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { items, total, unknown } = files;
  if (unknown) {
    return (
      <UnknownNote>
        {t('comparison.filesUnknown', { reason: unknown })}
      </UnknownNote>
    );
  }
  if (items.length === 0) {
    return <Text variant="body-small">{t('comparison.filesNone')}</Text>;
  }
  return (
    <>
      <Text variant="body-small">
        {total === undefined
          ? t('comparison.filesShownOfMore', { shown: String(items.length) })
          : t('comparison.filesCount', { count: total })}
        {' · '}
        {t('comparison.filesLines', {
          additions: String(sum(items, 'additions')),
          deletions: String(sum(items, 'deletions')),
        })}
      </Text>
      <LongList
        aria-label={t('comparison.files')}
        items={items}
        initial={INITIAL_FILES}
        getKey={file => file.path}
        render={file => <File file={file} />}
      />
      {total !== undefined && total > items.length ? (
        <Text variant="body-small">
          {t('comparison.filesShown', {
            shown: String(items.length),
            total: String(total),
          })}
        </Text>
      ) : undefined}
    </>
  );
}

function File({ file }: { file: DiffFile }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { path, status, additions, deletions } = file;
  return (
    <div className={styles.file}>
      <code>{path}</code>
      <Text variant="body-x-small" className={styles.meta}>
        <span>{t(`comparison.fileStatus.${status}`)}</span>
        <span>
          {additions === undefined && deletions === undefined
            ? t('comparison.binary')
            : t('comparison.fileLines', {
                additions: String(additions ?? 0),
                deletions: String(deletions ?? 0),
              })}
        </span>
      </Text>
    </div>
  );
}

function sum(files: DiffFile[], field: 'additions' | 'deletions'): number {
  return files.reduce((total, file) => total + (file[field] ?? 0), 0);
}
