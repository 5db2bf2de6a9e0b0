import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { ChangeResponse, Operation } from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { useRead } from '../../hooks/useRead';
import { breakableRetryGates } from '../../model/breakableRetryGates';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import {
  BreakGlassFields,
  ChangeDialog,
  ReasonField,
  useBreakGlass,
  useChangeRequest,
  VersionChange,
} from '../ChangeDialog';
import { ShowOperation } from '../OperationProgress';
import { LoadedOperation } from './LoadedOperation';

/** Props of {@link RetryDialog}. */
export type RetryDialogProps = {
  id: string;
  onAccepted: (response: ChangeResponse) => void;
  onShow: ShowOperation;
  onClose: () => void;
};

/** Asks again for what an operation that did not succeed asked for. */
export function RetryDialog(props: RetryDialogProps) {
  return (
    <LoadedOperation id={props.id} onClose={props.onClose}>
      {({ operation }) => <Retry {...props} operation={operation} />}
    </LoadedOperation>
  );
}

function Retry(props: RetryDialogProps & { operation: Operation }) {
  const { operation, onAccepted, onShow, onClose } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const api = useApi(deployApiRef);
  const [reason, setReason] = useState(operation.reason ?? '');
  // What holds it up now may be something else than what did when it was requested.
  const { value: view } = useRead(operation.entityRef, signal =>
    api.getDeployments(operation.entityRef, { signal }),
  );
  const breakGlass = useBreakGlass(
    view ? breakableRetryGates(view, operation) : [],
  );
  const request = useChangeRequest<ChangeResponse>(
    idempotencyKey =>
      api.retryOperation(operation.id, {
        reason: reason.trim() || undefined,
        breakGlass: breakGlass.request,
        idempotencyKey,
      }),
    onAccepted,
  );
  // A rollback always says why.
  const needsReason = operation.kind === 'rollback';
  return (
    <ChangeDialog
      title={t('retryChange.title', {
        what: t(`operation.${operation.kind}`, {
          version: operation.to.version,
        }),
        environment: titleOf(operation.environment),
      })}
      submitLabel={t(
        breakGlass.request ? 'breakGlass.submitRetry' : 'retryChange.submit',
      )}
      isDestructive={breakGlass.request !== undefined}
      canSubmit={
        breakGlass.isComplete && (!needsReason || reason.trim() !== '')
      }
      request={request}
      onShowOperation={onShow}
      onClose={onClose}
    >
      <Text>{t('retryChange.explain')}</Text>
      <VersionChange from={operation.from} to={operation.to} />
      <ReasonField
        isRequired={needsReason}
        value={reason}
        onChange={setReason}
      />
      <BreakGlassFields
        breakGlass={breakGlass}
        environment={titleOf(operation.environment)}
      />
    </ChangeDialog>
  );
}
