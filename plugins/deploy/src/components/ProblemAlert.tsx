import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { DeployApiError } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../translation';

/** Props of {@link ProblemAlert}. */
export type ProblemAlertProps = {
  /** What could not be read. */
  title: string;
  error: Error;
  /** True when something older is still shown. */
  isStale?: boolean;
  onRetry?: () => void;
};

/** What could not be read, in the words of whoever refused, and another try where that can help. */
export function ProblemAlert(props: ProblemAlertProps) {
  const { title, error, isStale, onRetry } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const code = error instanceof DeployApiError ? error.code : undefined;
  if (code === 'not-allowed') {
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title={t('common.forbidden')}
        description={t('common.forbiddenFix', { message: error.message })}
      />
    );
  }
  return (
    <Alert
      role="alert"
      status={isStale ? 'warning' : 'danger'}
      icon
      title={code === 'not-found' ? t('common.notFound') : title}
      description={error.message}
      customActions={
        onRetry ? (
          <Button variant="secondary" size="small" onPress={onRetry}>
            {t('common.retry')}
          </Button>
        ) : undefined
      }
    />
  );
}
