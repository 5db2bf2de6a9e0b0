import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import { useRef } from 'react';
import { useAddressFilter } from '../../hooks/useAddressFilter';
import { Fleet, useFleet } from '../../hooks/useFleet';
import { parseFleetFilter, toMatrixQuery } from '../../model/fleetFilter';
import { deployTranslationRef } from '../../translation';
import { FreezeBanner } from '../FreezeBanner';
import { LoadingRows } from '../LoadingRows';
import { Pagination } from '../Pagination';
import { ProblemAlert } from '../ProblemAlert';
import { UpdatedAt } from '../UpdatedAt';
import { ActiveOperations } from './ActiveOperations';
import { EmptyFleet } from './EmptyFleet';
import { FleetFilters } from './FleetFilters';
import { FleetTable } from './FleetTable';
import styles from './FleetPage.module.css';

/** What runs where, of all entities that the reader may see. */
export function FleetPage() {
  const { t } = useTranslationRef(deployTranslationRef);
  const { filter, change } = useAddressFilter(parseFleetFilter);
  const fleet = useFleet(toMatrixQuery(filter));
  // The choice of environments stays while another page or filter is read.
  const environments = useRef<string[]>([]);
  environments.current = fleet.value?.environments ?? environments.current;
  const { value, error } = fleet;

  return (
    <div className={styles.page}>
      <div className={styles.intro}>
        <Text>{t('fleet.intro')}</Text>
        <div className={styles.live}>
          <UpdatedAt at={fleet.receivedAt} />
          <Button
            variant="secondary"
            size="small"
            iconStart={<RiRefreshLine aria-hidden />}
            onPress={fleet.reload}
          >
            {t('common.refresh')}
          </Button>
        </div>
      </div>
      {error ? (
        <ProblemAlert
          title={t(value ? 'fleet.staleErrorTitle' : 'fleet.errorTitle')}
          error={error}
          isStale={value !== undefined}
          onRetry={fleet.reload}
        />
      ) : undefined}
      {value ? <FreezeBanner freezes={value.freezes} /> : undefined}
      {value ? (
        <ActiveOperations operations={value.activeOperations} />
      ) : undefined}
      <FleetFilters
        filter={filter}
        environments={environments.current}
        onChange={change}
      />
      {fleet.isPending ? (
        <LoadingRows label={t('fleet.loading')} rows={5} height={72} />
      ) : undefined}
      {value?.items.length === 0 ? (
        <EmptyFleet filter={filter} onChange={change} />
      ) : undefined}
      <Rows fleet={fleet} />
    </div>
  );
}

function Rows({ fleet }: { fleet: Fleet }) {
  const { value, offset, next, previous } = fleet;
  if (!value || value.items.length === 0) {
    return null;
  }
  const pagination = (
    <Pagination
      from={offset + 1}
      to={offset + value.items.length}
      total={value.total}
      next={next}
      previous={previous}
    />
  );
  return (
    <>
      {pagination}
      <FleetTable matrix={value} />
      {value.items.length > 10 ? pagination : undefined}
    </>
  );
}
