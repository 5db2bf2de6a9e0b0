import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { Operation, OperationResponse } from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { useNotify } from '../../hooks/useNotify';
import { useTitleOf } from '../../hooks/titleOf';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import {
  DialogFrame,
  ReasonField,
  RequestError,
  useChangeRequest,
  VersionChange,
} from '../ChangeDialog';
import { DestructiveButton } from '../DestructiveButton';
import { userName } from '../names';
import { ShowOperation } from '../OperationProgress';
import { LoadedOperation } from './LoadedOperation';

/** Props of {@link CancelDialog}. */
export type CancelDialogProps = {
  id: string;
  onShow: ShowOperation;
  onClose: () => void;
};

/** Asks once more before an operation is cancelled, and says what becomes of it. */
export function CancelDialog({ id, onShow, onClose }: CancelDialogProps) {
  return (
    <LoadedOperation id={id} onClose={onClose}>
      {({ operation }) => (
        <Cancellation operation={operation} onShow={onShow} onClose={onClose} />
      )}
    </LoadedOperation>
  );
}

function Cancellation(props: {
  operation: Operation;
  onShow: ShowOperation;
  onClose: () => void;
}) {
  const { operation, onShow, onClose } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { relativeTime } = useTimes();
  const titleOf = useTitleOf();
  const api = useApi(deployApiRef);
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const request = useChangeRequest<OperationResponse>(
    () =>
      api.cancelOperation(operation.id, {
        reason: reason.trim() || undefined,
      }),
    () => {
      notify({
        title: t('toast.cancelled'),
        description: t('cancelChange.done'),
      });
      onShow('operation', operation.id);
    },
  );
  return (
    <DialogFrame
      title={t('cancelChange.title', {
        environment: titleOf(operation.environment),
      })}
      isPending={request.isPending}
      onClose={onClose}
      footer={
        <>
          <DestructiveButton
            isPending={request.isPending}
            onPress={() => request.submit()}
          >
            {t('cancelChange.confirm')}
          </DestructiveButton>
          <Button
            variant="secondary"
            isDisabled={request.isPending}
            onPress={onClose}
          >
            {t('cancelChange.keep')}
          </Button>
        </>
      }
    >
      <Text>
        {t('cancelChange.explain', {
          who: userName(operation.requestedBy),
          when: relativeTime(operation.requestedAt),
        })}
      </Text>
      <VersionChange from={operation.from} to={operation.to} />
      <ReasonField value={reason} onChange={setReason} />
      {request.error ? <RequestError error={request.error} /> : undefined}
    </DialogFrame>
  );
}
