import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { OrderRef, OrderRevision } from '@openportal/plugin-crossplane-common';
import { OrderTemplates, useTemplateTask } from '../../hooks/useTemplateTask';
import { crossplaneTranslationRef } from '../../translation';
import { TaskDialog } from '../OrderActions';
import { RevisionDiff } from './RevisionDiff';

/** Props of {@link RestoreDialog}. */
export type RestoreDialogProps = {
  orderRef: OrderRef;
  revision: OrderRevision;
  onClose: () => void;
};

/** Shows what comes back with a revision before it asks for it. */
export function RestoreDialog(props: RestoreDialogProps) {
  const { orderRef, revision, onClose } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const task = useTemplateTask(OrderTemplates.restore, orderRef, {
    revision: revision.revision,
  });
  return (
    <TaskDialog
      title={t('restore.title', { name: orderRef.name })}
      submitLabel={t('restore.submit')}
      canSubmit
      task={task}
      onClose={onClose}
    >
      <Text as="p">{t('restore.explain', { message: revision.message })}</Text>
      <RevisionDiff orderRef={orderRef} revision={revision} isReversed />
      <Alert status="info" icon title={t('restore.pullRequest')} />
    </TaskDialog>
  );
}
