import { Dialog, DialogBody, DialogFooter, DialogHeader } from '@backstage/ui';
import { ReactNode } from 'react';
import styles from './ChangeDialog.module.css';

/** Props of {@link DialogFrame}. */
export type DialogFrameProps = {
  title: string;
  /** While a request is under way the dialog stays: its answer belongs to it. */
  isPending?: boolean;
  onClose: () => void;
  footer: ReactNode;
  children: ReactNode;
};

/** The frame of every dialog about a change. */
export function DialogFrame(props: DialogFrameProps) {
  const { title, isPending = false, onClose, footer, children } = props;
  return (
    <Dialog
      isOpen
      width={720}
      isKeyboardDismissDisabled={isPending}
      onOpenChange={isOpen => {
        if (!isOpen && !isPending) {
          onClose();
        }
      }}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <div className={styles.body}>{children}</div>
      </DialogBody>
      <DialogFooter>{footer}</DialogFooter>
    </Dialog>
  );
}
