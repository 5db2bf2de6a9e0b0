import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useRef, useState } from 'react';
import { useAddressFilter } from '../../hooks/useAddressFilter';
import { Fleet, useFleet } from '../../hooks/useFleet';
import { parseFleetFilter, toMatrixQuery } from '../../model/fleetFilter';
import { deployTranslationRef } from '../../translation';
import { FreezeBanner } from '../FreezeBanner';
import { PendingRows } from '../LoadingRows';
import { Pagination } from '../Pagination';
import { ProblemAlert } from '../ProblemAlert';
import { RefreshButton } from '../RefreshButton';
import { UpdatedAt } from '../UpdatedAt';
import { ActiveOperations } from './ActiveOperations';
import { EmptyFleet } from './EmptyFleet';
import { FleetFilters } from './FleetFilters';
import { FleetTable } from './FleetTable';
import styles from './FleetPage.module.css';

/** Of so many entries the way to the others is below them, too. */
const LONG_PAGE = 10;

/** What runs where, of all entities that the reader may see. */
export function FleetPage() {
  const { t } = useTranslationRef(deployTranslationRef);
  const { filter, change } = useAddressFilter(parseFleetFilter);
  const fleet = useFleet(toMatrixQuery(filter));
  // The choice of environments stays while another page or filter is read.
  const environments = useRef<string[]>([]);
  environments.current = fleet.value?.environments ?? environments.current;
  const { value, error, isPending } = fleet;
  const isEmpty = value?.items.length === 0;
  const [clearings, setClearings] = useState(0);
  const filters = useRef<HTMLDivElement>(null);
  const clear = () => {
    change(parseFleetFilter(new URLSearchParams()));
    setClearings(clearings + 1);
    // The button that was pressed goes away with what it cleared.
    filters.current?.focus();
  };

  return (
    <div className={styles.page}>
      <div className={styles.intro}>
        <Text>{t('fleet.intro')}</Text>
        <div className={styles.live}>
          <UpdatedAt at={fleet.receivedAt} />
          <RefreshButton
            size="small"
            receivedAt={fleet.receivedAt}
            error={error}
            onRefresh={fleet.reload}
          />
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
        onClear={clear}
        clearings={clearings}
        region={filters}
      />
      <PendingRows
        isPending={isPending}
        areOthersShown={value !== undefined && !isEmpty}
        label={t('fleet.loading')}
        rows={5}
        height={72}
      />
      {isEmpty && !isPending ? (
        <EmptyFleet filter={filter} onClear={clear} />
      ) : undefined}
      <Rows fleet={fleet} />
    </div>
  );
}

function Rows({ fleet }: { fleet: Fleet }) {
  const { value, offset, next, previous, isPending } = fleet;
  // Below a long page it stays when it is used there, however few entries the last page has.
  const wasLong = useRef(false);
  if (value && value.items.length > LONG_PAGE) {
    wasLong.current = true;
  }
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
      <FleetTable matrix={value} isBusy={isPending} />
      {wasLong.current ? pagination : undefined}
    </>
  );
}
