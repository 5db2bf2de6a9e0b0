import { CodeSnippet } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link, Text } from '@backstage/ui';
import {
  OrderPreview,
  OrderPreviewRequest,
} from '@openportal/plugin-crossplane-common';
import { ReactNode } from 'react';
import { crossplaneTranslationRef } from '../../translation';
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
      {isUpdate ? <Changes diff={preview.diff} /> : undefined}
      <Code title={t('field.previewManifest')} language="yaml">
        {preview.content}
      </Code>
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

function Changes({ diff }: Pick<OrderPreview, 'diff'>) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return diff ? (
    <Code title={t('field.previewChanges')} language="diff">
      {diff}
    </Code>
  ) : (
    <Alert status="info" icon title={t('field.previewUnchanged')} />
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

function Code({
  title,
  language,
  children,
}: {
  title: string;
  language: string;
  children: string;
}) {
  return (
    <div role="group" aria-label={title} className={styles.code}>
      <Text as="h4" variant="body-medium" weight="bold">
        {title}
      </Text>
      <CodeSnippet
        text={children}
        language={language}
        showCopyCodeButton
        wrapLongLines
      />
    </div>
  );
}
