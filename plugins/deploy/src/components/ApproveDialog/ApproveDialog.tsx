import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text } from '@backstage/ui';
import {
  ApproveRequest,
  OperationResponse,
} from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { useNotify } from '../../hooks/useNotify';
import { approvalSubject, isSameSubject } from '../../model/approvalSubject';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import {
  ChangedNotice,
  DialogFrame,
  ReasonField,
  RequestError,
  useChangeRequest,
} from '../ChangeDialog';
import { DestructiveButton } from '../DestructiveButton';
import { LoadedOperation } from '../OperationDialogs';
import { ShowOperation } from '../OperationProgress';
import { ApprovalSummary } from './ApprovalSummary';

/** Props of {@link ApproveDialog}. */
export type ApproveDialogProps = {
  id: string;
  onShow: ShowOperation;
  onClose: () => void;
};

/** Shows what somebody is asked to approve, and takes their decision. */
export function ApproveDialog(props: ApproveDialogProps) {
  return (
    <LoadedOperation id={props.id} onClose={props.onClose}>
      {(current, reload) => (
        <Decision {...props} current={current} reload={reload} />
      )}
    </LoadedOperation>
  );
}

type DecisionProps = ApproveDialogProps & {
  current: OperationResponse;
  reload: () => void;
};

function Decision(props: DecisionProps) {
  const { current, reload, onShow, onClose } = props;
  const { operation, actions } = current;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const api = useApi(deployApiRef);
  const notify = useNotify();
  // What the approver has in front of them, and so decides about. The operation may move on behind it.
  const [seen, setSeen] = useState(operation);
  const [reason, setReason] = useState('');
  const request = useChangeRequest<
    OperationResponse,
    ApproveRequest['decision']
  >(
    async (_, decision) => {
      const subject = approvalSubject(seen);
      if (!subject) {
        throw new Error(t('approve.over'));
      }
      const answer = await api.decideOperation(operation.id, {
        ...subject,
        decision,
        reason: reason.trim() || undefined,
      });
      notify({
        title: t(decision === 'approve' ? 'toast.approved' : 'toast.rejected'),
      });
      return answer;
    },
    () => onShow('operation', operation.id),
  );
  const takeNew = () => {
    setSeen(operation);
    request.reset();
    reload();
  };

  const waits =
    operation.state === 'awaiting-approval' && operation.approval !== undefined;
  const hasMovedOn = waits && !isSameSubject(seen, operation);
  const canDecide =
    waits && actions.approve.allowed && !hasMovedOn && !request.isPending;

  return (
    <DialogFrame
      title={t('approve.title', {
        version: seen.to.version,
        environment: titleOf(seen.environment),
      })}
      isPending={request.isPending}
      onClose={onClose}
      footer={
        <>
          <Button
            isDisabled={!canDecide}
            isPending={request.isPending}
            onPress={() => request.submit('approve')}
          >
            {t('approve.approve')}
          </Button>
          <DestructiveButton
            isDisabled={!canDecide || reason.trim() === ''}
            onPress={() => request.submit('reject')}
          >
            {t('approve.reject')}
          </DestructiveButton>
          <Button
            variant="secondary"
            isDisabled={request.isPending}
            onPress={onClose}
          >
            {t('dialog.close')}
          </Button>
        </>
      }
    >
      {hasMovedOn ? (
        <ChangedNotice description={t('approve.changed')} onTakeNew={takeNew} />
      ) : undefined}
      {waits ? undefined : (
        <Alert role="status" status="info" icon title={t('approve.over')} />
      )}
      {waits && !actions.approve.allowed ? (
        <Alert
          role="status"
          status="warning"
          icon
          title={t('approve.notAllowed', {
            reason: actions.approve.reason ?? '',
          })}
        />
      ) : undefined}
      <Text>{t('approve.explain')}</Text>
      <ApprovalSummary operation={seen} />
      <ReasonField
        description={t('approve.reasonHelp')}
        value={reason}
        onChange={setReason}
      />
      {request.error && !hasMovedOn ? (
        <RequestError error={request.error} onTakeNew={takeNew} />
      ) : undefined}
    </DialogFrame>
  );
}
