import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { ChangeResponse, Operation } from '@openportal/plugin-deploy-common';
import { ReactNode } from 'react';
import { useOperation } from '../../hooks/useOperation';
import { deployTranslationRef } from '../../translation';
import { OperationProgress } from '../OperationProgress';
import { RequestError } from './RequestError';
import { ChangeRequest } from './useChangeRequest';
import styles from './ChangeDialog.module.css';

/** Props of {@link ChangeDialog}. */
export type ChangeDialogProps = {
  title: string;
  submitLabel: string;
  canSubmit: boolean;
  request: ChangeRequest;
  onClose: () => void;
  /** What is asked before the request; replaced by its progress after. */
  children: ReactNode;
};

/** The frame that promotion and rollback share: question, request, progress. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { title, submitLabel, canSubmit, request, onClose, children } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { error, isPending, response } = request;

  return (
    <Dialog
      isOpen
      width={640}
      onOpenChange={isOpen => {
        if (!isOpen && !isPending) {
          onClose();
        }
      }}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <div className={styles.body}>
          {response ? <Answer response={response} /> : children}
          {error ? <RequestError error={error} /> : undefined}
        </div>
      </DialogBody>
      <DialogFooter>
        {response ? (
          <Button onPress={onClose}>{t('dialog.close')}</Button>
        ) : (
          <>
            <Button
              onPress={request.submit}
              isDisabled={!canSubmit}
              isPending={isPending}
            >
              {submitLabel}
            </Button>
            <Button
              variant="secondary"
              onPress={onClose}
              isDisabled={isPending}
            >
              {t('dialog.cancel')}
            </Button>
          </>
        )}
      </DialogFooter>
    </Dialog>
  );
}

function Answer({ response }: { response: ChangeResponse }) {
  return (
    <>
      <Alert status="info" icon title={response.message} />
      {response.result === 'unchanged' ? undefined : (
        <FollowedOperation operation={response.operation} />
      )}
    </>
  );
}

function FollowedOperation(props: { operation: Operation }) {
  const operation = useOperation(props.operation);
  return <OperationProgress operation={operation} />;
}
