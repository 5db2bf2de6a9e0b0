import { CopyTextButton } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link, Text } from '@backstage/ui';
import {
  OrderPreview,
  OrderPreviewRequest,
} from '@openportal/plugin-crossplane-common';
import { ReactNode } from 'react';
import { Diff } from '../../components/Diff';
import { crossplaneTranslationRef } from '../../translation';
import { LazyCodeEditor } from '../YamlEditor/LazyCodeEditor';
import styles from './OrderPreview.module.css';

/** Where an order goes, what it writes, and what is wrong with it. */
export function PreviewContent({
  preview,
  request,
}: {
  preview: OrderPreview;
  request: OrderPreviewRequest;
}) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const isUpdate = request.operation === 'update';
  return (
    <>
      {preview.existing && !isUpdate ? (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('field.previewExisting', { name: request.name })}
          description={
            <>
              {t('field.previewExistingHint')}{' '}
              <Link href={preview.existing.url} target="_blank">
                {t('field.previewExistingLink')}
              </Link>
            </>
          }
        />
      ) : undefined}
      <Problems problems={preview.problems} />
      {preview.notChecked ? (
        <Alert
          status="warning"
          icon
          title={t('field.previewNotChecked')}
          description={preview.notChecked}
        />
      ) : undefined}
      <dl className={styles.facts}>
        <Fact term={t('field.previewRepository')}>{preview.repository}</Fact>
        <Fact term={t('field.previewFile')}>{preview.path}</Fact>
        <Fact term={t('field.previewBranch')}>{preview.baseBranch}</Fact>
        <Fact term={t('field.previewMerge')}>
          {preview.autoMerge
            ? t('field.previewAutoMerge')
            : t('field.previewApproval')}
        </Fact>
      </dl>
      {preview.waitsBecause ? (
        <Alert status="warning" icon title={preview.waitsBecause} />
      ) : undefined}
      {isUpdate ? <Changes {...preview} /> : undefined}
      <Titled
        title={t('field.previewManifest')}
        action={
          <CopyTextButton
            text={preview.content}
            tooltipText={t('field.previewCopied')}
            aria-label={t('field.previewCopy')}
          />
        }
      >
        <LazyCodeEditor
          label={t('field.previewManifest')}
          value={preview.content}
          isReadOnly
        />
      </Titled>
    </>
  );
}

function Problems({ problems }: Pick<OrderPreview, 'problems'>) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return problems.length ? (
    <Alert
      role="alert"
      status="danger"
      icon
      title={t('field.previewProblemsTitle')}
      description={
        <ul className={styles.problems}>
          {problems.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path ? <code>{path}</code> : undefined} {message}
            </li>
          ))}
        </ul>
      }
    />
  ) : null;
}

function Changes({
  diff,
  diffOmitted,
}: Pick<OrderPreview, 'diff' | 'diffOmitted'>) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return diff ? (
    <Titled title={t('field.previewChanges')}>
      <Diff aria-label={t('field.previewChanges')} diff={diff} />
    </Titled>
  ) : (
    <Alert
      status="info"
      icon
      title={t(diffOmitted ? 'diff.omitted' : 'field.previewUnchanged')}
    />
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Titled(props: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={styles.titled}>
      <div className={styles.title}>
        <Text as="h4" variant="body-medium" weight="bold">
          {props.title}
        </Text>
        {props.action}
      </div>
      {props.children}
    </div>
  );
}
