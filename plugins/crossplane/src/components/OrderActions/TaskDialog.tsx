import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { ReactNode } from 'react';
import { TemplateTask } from '../../hooks/useTemplateTask';
import { crossplaneTranslationRef } from '../../translation';
import { ProblemAlert } from '../ProblemAlert';
import styles from './OrderActions.module.css';

/** Props of {@link TaskDialog}. */
export type TaskDialogProps = {
  title: string;
  submitLabel: string;
  isDestructive?: boolean;
  canSubmit: boolean;
  task: TemplateTask;
  onClose: () => void;
  children: ReactNode;
};

/** Asks before a template runs on an order. */
export function TaskDialog(props: TaskDialogProps) {
  const { title, submitLabel, isDestructive, canSubmit, task, onClose } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { error, isPending, startedTaskId } = task;
  return (
    <Dialog
      isOpen
      width={720}
      onOpenChange={isOpen => {
        if (!isOpen && !isPending) {
          onClose();
        }
      }}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <div className={styles.body}>
          {props.children}
          {error ? (
            <ProblemAlert title={t('task.errorTitle')} error={error} />
          ) : undefined}
          {startedTaskId ? (
            <Alert
              role="status"
              status="success"
              icon
              title={t('task.started', { id: startedTaskId })}
            />
          ) : undefined}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button
          destructive={isDestructive}
          onPress={task.start}
          isDisabled={!canSubmit || startedTaskId !== undefined}
          isPending={isPending}
        >
          {submitLabel}
        </Button>
        <Button variant="secondary" onPress={onClose} isDisabled={isPending}>
          {t(startedTaskId ? 'task.close' : 'task.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
