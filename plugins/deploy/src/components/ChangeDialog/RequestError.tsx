import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { DeployApiError } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';

/** Props of {@link RequestError}. */
export type RequestErrorProps = { error: Error };

/** Why a request was refused, and what to do about it. */
export function RequestError({ error }: RequestErrorProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const hasChanged =
    error instanceof DeployApiError && error.code === 'changed-since-seen';
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={hasChanged ? t('dialog.changed') : error.message}
      description={
        hasChanged ? `${error.message} ${t('dialog.conflict')}` : undefined
      }
    />
  );
}
