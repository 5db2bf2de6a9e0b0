import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { ChangeResponse } from '@openportal/plugin-deploy-common';
import { ReactNode, useEffect, useRef } from 'react';
import { deployTranslationRef } from '../../translation';
import { DestructiveButton } from '../DestructiveButton';
import { OperationPanel, ShowOperation } from '../OperationProgress';
import { DialogFrame } from './DialogFrame';
import { RequestError } from './RequestError';
import { ChangeRequest } from './useChangeRequest';

/** Props of {@link ChangeDialog}. */
export type ChangeDialogProps = {
  title: string;
  submitLabel: string;
  /** Marks what passes checks that refuse it. */
  isDestructive?: boolean;
  canSubmit: boolean;
  request: ChangeRequest<ChangeResponse>;
  onTakeNew?: () => void;
  isTakingNew?: boolean;
  onShowOperation: ShowOperation;
  onClose: () => void;
  /** What is asked before the request; replaced by its progress after. */
  children: ReactNode;
};

/** What promotion, rollback and retry share: question, request, progress. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { title, request, onShowOperation, onClose, children } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { error, isPending, response } = request;
  const closeButton = useRef<HTMLButtonElement>(null);
  const SubmitButton = props.isDestructive ? DestructiveButton : Button;
  useEffect(() => {
    // The button that had the focus is gone with the question.
    if (response) {
      closeButton.current?.focus();
    }
  }, [response]);

  return (
    <DialogFrame
      title={title}
      isPending={isPending}
      onClose={onClose}
      footer={
        response ? (
          <Button ref={closeButton} onPress={onClose}>
            {t('dialog.close')}
          </Button>
        ) : (
          <>
            <SubmitButton
              onPress={() => request.submit()}
              isDisabled={!props.canSubmit}
              isPending={isPending}
            >
              {props.submitLabel}
            </SubmitButton>
            <Button
              variant="secondary"
              onPress={onClose}
              isDisabled={isPending}
            >
              {t('dialog.cancel')}
            </Button>
          </>
        )
      }
    >
      {response ? (
        <Answer response={response} onShowOperation={onShowOperation} />
      ) : (
        children
      )}
      {error ? (
        <RequestError
          error={error}
          onTakeNew={props.onTakeNew}
          isTakingNew={props.isTakingNew}
          onShowOperation={id => onShowOperation('operation', id)}
        />
      ) : undefined}
    </DialogFrame>
  );
}

function Answer(props: {
  response: ChangeResponse;
  onShowOperation: ShowOperation;
}) {
  const { response, onShowOperation } = props;
  return (
    <>
      <Alert status="info" icon title={response.message} />
      {response.result === 'unchanged' ? undefined : (
        <OperationPanel
          id={response.operation.id}
          initial={response.operation}
          onShow={onShowOperation}
        />
      )}
    </>
  );
}
