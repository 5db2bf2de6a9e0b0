import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { deployTranslationRef } from '../../translation';

/** Props of {@link ChangedNotice}. */
export type ChangedNoticeProps = {
  /** What is different now. */
  description?: string;
  onTakeNew: () => void;
  isTakingNew?: boolean;
};

/** Says that the page behind a dialog moved on while somebody was reading it. */
export function ChangedNotice(props: ChangedNoticeProps) {
  const { description, onTakeNew, isTakingNew } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('dialog.changed')}
      description={description}
      customActions={
        <Button
          variant="secondary"
          size="small"
          isPending={isTakingNew}
          onPress={onTakeNew}
        >
          {t('dialog.takeNew')}
        </Button>
      }
    />
  );
}
