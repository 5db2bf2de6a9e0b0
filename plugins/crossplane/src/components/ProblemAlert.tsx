import { Alert, Button } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { requestProblem } from '../model/requestProblem';
import { crossplaneTranslationRef } from '../translation';

/** Props of {@link ProblemAlert}. */
export type ProblemAlertProps = {
  title: string;
  error: Error;
  /** True when something older is still shown. */
  isStale?: boolean;
  onRetry?: () => void;
};

/** What could not be read, in the words of whoever refused, and another try. */
export function ProblemAlert(props: ProblemAlertProps) {
  const { title, error, isStale, onRetry } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { kind, message } = requestProblem(error);
  return (
    <Alert
      role="alert"
      status={isStale ? 'warning' : 'danger'}
      icon
      title={title}
      description={message}
      customActions={
        onRetry && kind !== 'notAllowed' ? (
          <Button variant="secondary" size="small" onPress={onRetry}>
            {t('common.retry')}
          </Button>
        ) : undefined
      }
    />
  );
}
