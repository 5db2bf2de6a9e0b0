import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { OperationResponse } from '@openportal/plugin-deploy-common';
import { ReactNode } from 'react';
import { useOperation } from '../../hooks/useOperation';
import { deployTranslationRef } from '../../translation';
import { DialogFrame } from '../ChangeDialog';
import { Placeholder } from '../Placeholder';

/** Props of {@link LoadedOperation}. */
export type LoadedOperationProps = {
  id: string;
  onClose: () => void;
  children: (current: OperationResponse, reload: () => void) => ReactNode;
};

/** A dialog about an operation that has to be read first, and goes on being read. */
export function LoadedOperation(props: LoadedOperationProps) {
  const { id, onClose, children } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { value, error, reload } = useOperation(id);
  if (value) {
    return <>{children(value, reload)}</>;
  }
  return (
    <DialogFrame
      title={t('operation.dialogTitle')}
      onClose={onClose}
      footer={
        <Button variant="secondary" onPress={onClose}>
          {t('dialog.close')}
        </Button>
      }
    >
      {error ? (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('operation.errorTitle')}
          description={error.message}
          customActions={
            <Button variant="secondary" size="small" onPress={reload}>
              {t('common.refresh')}
            </Button>
          }
        />
      ) : (
        <div role="status" aria-label={t('operation.loading')}>
          <Placeholder height={120} />
        </div>
      )}
    </DialogFrame>
  );
}
