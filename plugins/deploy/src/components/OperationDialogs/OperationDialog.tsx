import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { deployTranslationRef } from '../../translation';
import { DialogFrame } from '../ChangeDialog';
import { OperationPanel, ShowOperation } from '../OperationProgress';

/** Props of {@link OperationDialog}. */
export type OperationDialogProps = {
  id: string;
  onShow: ShowOperation;
  onClose: () => void;
};

/** The progress of an operation, also after the page was loaded again. */
export function OperationDialog({ id, onShow, onClose }: OperationDialogProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <DialogFrame
      title={t('operation.dialogTitle')}
      onClose={onClose}
      footer={<Button onPress={onClose}>{t('dialog.close')}</Button>}
    >
      <OperationPanel key={id} id={id} onShow={onShow} />
    </DialogFrame>
  );
}
