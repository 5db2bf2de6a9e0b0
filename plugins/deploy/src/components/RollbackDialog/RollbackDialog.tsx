import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TextAreaField, Text } from '@backstage/ui';
import { EnvironmentView } from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { deployTranslationRef } from '../../translation';
import { ChangeDialog, useChangeRequest } from '../ChangeDialog';
import { VersionChoice } from './VersionChoice';

/** Props of {@link RollbackDialog}. */
export type RollbackDialogProps = {
  entityRef: string;
  /** The environment that goes back. */
  target: EnvironmentView;
  onClose: () => void;
};

/** Offers the earlier versions of an environment, and asks for one of them. */
export function RollbackDialog(props: RollbackDialogProps) {
  const { entityRef, target, onClose } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const api = useApi(deployApiRef);
  const [image, setImage] = useState<string>();
  const [reason, setReason] = useState('');
  const { name, title } = target.environment;
  const request = useChangeRequest(idempotencyKey =>
    api.rollback(entityRef, {
      environment: name,
      version: image,
      expected: { from: target.state.desired?.image, to: image },
      reason: reason.trim(),
      idempotencyKey,
    }),
  );

  return (
    <ChangeDialog
      title={t('rollback.title', { environment: title })}
      submitLabel={t('rollback.submit')}
      canSubmit={image !== undefined && reason.trim() !== ''}
      request={request}
      onClose={onClose}
    >
      <Text>{t('rollback.explain', { environment: title })}</Text>
      <VersionChoice
        entityRef={entityRef}
        environment={target.environment}
        value={image}
        onChange={setImage}
      />
      <TextAreaField
        label={t('dialog.reason')}
        description={t('dialog.reasonRequired')}
        isRequired
        maxLength={1000}
        value={reason}
        onChange={setReason}
      />
    </ChangeDialog>
  );
}
