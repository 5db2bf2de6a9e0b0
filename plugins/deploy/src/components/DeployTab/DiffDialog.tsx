import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Link } from '@backstage/ui';
import { useDeployPaths } from '../../hooks/useDeployPaths';
import { deployTranslationRef } from '../../translation';
import { DialogFrame, DiffSection } from '../ChangeDialog';

/** Props of {@link DiffDialog}. */
export type DiffDialogProps = {
  entityRef: string;
  from: string;
  to: string;
  titles: { from: string; to: string };
  onClose: () => void;
};

/** What one environment lacks of the one before it. */
export function DiffDialog(props: DiffDialogProps) {
  const { entityRef, from, to, titles, onClose } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const path = useDeployPaths().diff(entityRef, { from, to });
  return (
    <DialogFrame
      title={t('diff.title', titles)}
      onClose={onClose}
      footer={<Button onPress={onClose}>{t('dialog.close')}</Button>}
    >
      <DiffSection entityRef={entityRef} from={from} to={to} />
      {path ? <Link href={path}>{t('diff.openPage')}</Link> : undefined}
    </DialogFrame>
  );
}
