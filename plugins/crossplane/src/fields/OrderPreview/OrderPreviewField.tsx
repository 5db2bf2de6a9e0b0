import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Alert, Button, Skeleton, Text } from '@backstage/ui';
import { useEffect } from 'react';
import { requestProblem } from '../../model/requestProblem';
import { crossplaneTranslationRef } from '../../translation';
import { toPreviewRequest } from '../orderPlace';
import { Surface } from '../Surface';
import { PreviewContent } from './PreviewContent';
import { useOrderPreview } from './useOrderPreview';
import styles from './OrderPreview.module.css';

/** Shows what the order writes and what is wrong with it, as the portal itself sees it. */
export function OrderPreviewField({
  uiSchema,
  idSchema,
  formData,
  formContext,
  onChange,
}: FieldExtensionComponentProps<string>) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const request = toPreviewRequest(
    uiSchema['ui:options'],
    formContext?.formData,
  );
  const { state, retry } = useOrderPreview(request);

  useEffect(() => {
    // The scaffolder checks only fields that have a value.
    if (formData === undefined) {
      onChange('');
    }
  }, [formData, onChange]);

  const titleId = `${idSchema.$id}__title`;
  return (
    <Surface>
      <section aria-labelledby={titleId} className={styles.preview}>
        <Text id={titleId} as="h3" variant="title-small">
          {t('field.previewTitle')}
        </Text>
        {state.status === 'incomplete' ? (
          <Alert status="info" icon title={t('field.previewIncomplete')} />
        ) : undefined}
        {state.status === 'pending' ? (
          <div role="status" aria-label={t('field.previewLoading')}>
            <Skeleton height={240} />
          </div>
        ) : undefined}
        {state.status === 'failed' ? (
          <Failure error={state.error} onRetry={retry} />
        ) : undefined}
        {state.status === 'read' && request ? (
          <PreviewContent preview={state.preview} request={request} />
        ) : undefined}
      </section>
    </Surface>
  );
}

function Failure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { kind, message } = requestProblem(error);
  const isOutOfDate =
    error.name === 'ConflictError' ||
    (error.cause instanceof Error && error.cause.name === 'ConflictError');
  const titles = {
    notAllowed: t('field.previewForbiddenTitle'),
    notFound: t('field.previewErrorTitle'),
    other: t('field.previewErrorTitle'),
  };
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={isOutOfDate ? t('field.previewConflictTitle') : titles[kind]}
      description={
        isOutOfDate ? `${message} ${t('field.previewConflictHint')}` : message
      }
      customActions={
        <Button size="small" variant="secondary" onPress={onRetry}>
          {t('field.previewRetry')}
        </Button>
      }
    />
  );
}
