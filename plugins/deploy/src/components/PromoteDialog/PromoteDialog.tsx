import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text, TextAreaField } from '@backstage/ui';
import {
  ActionPreview,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { deployTranslationRef } from '../../translation';
import { ChangeDialog, useChangeRequest } from '../ChangeDialog';
import { GateList } from '../GateList';
import styles from '../ChangeDialog/ChangeDialog.module.css';

/** Props of {@link PromoteDialog}. */
export type PromoteDialogProps = {
  entityRef: string;
  source: EnvironmentView;
  /** The environment that the version goes to. */
  target?: EnvironmentView;
  /** What the author sees and confirms; sent with the request. */
  preview: ActionPreview;
  onClose: () => void;
};

/** Shows what a promotion changes, and asks for it. */
export function PromoteDialog(props: PromoteDialogProps) {
  const { entityRef, source, target, preview, onClose } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const api = useApi(deployApiRef);
  const [reason, setReason] = useState('');
  const request = useChangeRequest(idempotencyKey =>
    api.promote(entityRef, {
      from: source.environment.name,
      to: preview.environment,
      version: preview.to?.image,
      expected: { from: preview.from?.image, to: preview.to?.image },
      reason: reason.trim() || undefined,
      idempotencyKey,
    }),
  );
  const environment = target?.environment.title ?? preview.environment;
  const needsReason = preview.gates.some(
    gate => gate.needsReason && gate.status !== 'pass',
  );

  return (
    <ChangeDialog
      title={t('promote.title', {
        version: preview.to?.version ?? t('dialog.nothing'),
        environment,
      })}
      submitLabel={t('promote.submit', { environment })}
      canSubmit={
        preview.to !== undefined && (!needsReason || reason.trim() !== '')
      }
      request={request}
      onClose={onClose}
    >
      <dl className={styles.versions}>
        <dt>{t('dialog.from')}</dt>
        <dd>{preview.from?.version ?? t('dialog.nothing')}</dd>
        <dt>{t('dialog.to')}</dt>
        <dd>{preview.to?.version ?? t('dialog.nothing')}</dd>
      </dl>
      <Text>
        {preview.mode === 'pull-request'
          ? t('promote.pullRequest', { environment })
          : t('promote.direct')}
      </Text>
      <GateList gates={preview.gates} />
      <TextAreaField
        label={t('dialog.reason')}
        description={needsReason ? t('dialog.reasonRequired') : undefined}
        isRequired={needsReason}
        maxLength={1000}
        value={reason}
        onChange={setReason}
      />
    </ChangeDialog>
  );
}
