import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button } from '@backstage/ui';
import { crossplaneIngestorRefreshPermission } from '@openportal/plugin-crossplane-common';
import { RiRefreshLine } from '@remixicon/react';
import { useState } from 'react';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { useNotify } from '../../hooks/useNotify';
import { requestProblem } from '../../model/requestProblem';
import { crossplaneTranslationRef } from '../../translation';

/** Props of {@link RefreshButton}. */
export type RefreshButtonProps = {
  /** Only this cluster; all of them without it. */
  cluster?: string;
  onRefreshed: () => void;
};

/** Makes the ingestor read a cluster, or all of them, again; only for those who may. */
export function RefreshButton({ cluster, onRefreshed }: RefreshButtonProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const api = useApi(crossplaneApiRef);
  const notify = useNotify();
  const [isPending, setIsPending] = useState(false);
  const { allowed } = usePermission({
    permission: crossplaneIngestorRefreshPermission,
  });
  if (!allowed) {
    return null;
  }
  const refresh = async () => {
    setIsPending(true);
    try {
      await api.refreshIngestor(cluster);
      notify({
        title: cluster
          ? t('ingestor.refreshedOne', { cluster })
          : t('ingestor.refreshed'),
        status: 'success',
      });
      onRefreshed();
    } catch (error) {
      notify({
        title: t('ingestor.refreshFailed'),
        description:
          error instanceof Error ? requestProblem(error).message : undefined,
        status: 'danger',
      });
    } finally {
      setIsPending(false);
    }
  };
  return (
    <Button
      variant="secondary"
      iconStart={<RiRefreshLine aria-hidden />}
      size={cluster ? 'small' : 'medium'}
      aria-label={cluster ? t('ingestor.refreshOne', { cluster }) : undefined}
      isPending={isPending}
      onPress={refresh}
    >
      {t(cluster ? 'ingestor.refreshShort' : 'ingestor.refresh')}
    </Button>
  );
}
