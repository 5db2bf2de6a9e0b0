import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, VisuallyHidden } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import { useState } from 'react';
import { deployTranslationRef } from '../translation';

/** How the last read went: each answer and each error is a new one. */
type LastRead = { receivedAt?: Date; error?: Error };

/** Props of {@link RefreshButton}. */
export type RefreshButtonProps = LastRead & {
  size?: 'small' | 'medium';
  onRefresh: () => void;
};

/** Has a page read again, and says until when that takes and that it is done. */
export function RefreshButton(props: RefreshButtonProps) {
  const { receivedAt, error, size, onRefresh } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const [before, setBefore] = useState<LastRead>();
  const isAnswered =
    before !== undefined &&
    (before.receivedAt !== receivedAt || before.error !== error);
  const isPending = before !== undefined && !isAnswered;
  // What failed has an alert of its own.
  const done = isAnswered && !error ? t('common.refreshed') : undefined;
  return (
    <>
      <Button
        variant="secondary"
        size={size}
        iconStart={<RiRefreshLine aria-hidden />}
        isPending={isPending}
        onPress={() => {
          setBefore({ receivedAt, error });
          onRefresh();
        }}
      >
        {t('common.refresh')}
      </Button>
      <VisuallyHidden role="status">
        {isPending ? t('common.refreshing') : done}
      </VisuallyHidden>
    </>
  );
}
