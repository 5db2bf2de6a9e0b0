import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useRef } from 'react';
import { useAddressFilter } from '../../hooks/useAddressFilter';
import { useHistory } from '../../hooks/useHistory';
import { parseHistoryFilter, toHistoryQuery } from '../../model/historyFilter';
import { deployTranslationRef } from '../../translation';
import { PendingRows } from '../LoadingRows';
import { Pagination } from '../Pagination';
import { ProblemAlert } from '../ProblemAlert';
import { HistoryFilters } from './HistoryFilters';
import { HistoryTable } from './HistoryTable';
import styles from './History.module.css';

/** Props of {@link History}. */
export type HistoryProps = {
  entityRef: string;
  /** Names of the environments of the entity, to choose from. */
  environments: readonly string[];
  /** Changes when the environments were read again: then the history is, too. */
  changedAt: string;
  /** Takes the focus when the filters are cleared: the button that did it is gone. */
  onCleared: () => void;
};

/** The operations of an entity, newest first. The filter is in the address. */
export function History(props: HistoryProps) {
  const { entityRef, environments, changedAt, onCleared } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { filter, change } = useAddressFilter(parseHistoryFilter);
  const history = useHistory(entityRef, toHistoryQuery(filter), changedAt);
  const { value, error, offset, next, previous, isPending } = history;
  // Whose changes were seen stays to be chosen when a filter hides them.
  const requesters = useRef(new Set<string>());
  for (const { requestedBy } of value?.items ?? []) {
    requesters.current.add(requestedBy);
  }
  const isNarrowed = Object.values(filter).some(Boolean);
  const hasItems = value !== undefined && value.items.length > 0;
  const isEmpty = value !== undefined && !hasItems && !isPending;

  return (
    <div className={styles.root}>
      {isEmpty && !isNarrowed ? undefined : (
        <HistoryFilters
          filter={filter}
          environments={environments}
          requesters={[...requesters.current]}
          onChange={change}
        />
      )}
      {error ? (
        <ProblemAlert
          title={t('history.errorTitle')}
          error={error}
          isStale={value !== undefined}
          onRetry={history.reload}
        />
      ) : undefined}
      <PendingRows
        isPending={isPending}
        areOthersShown={hasItems}
        label={t('history.loading')}
        rows={4}
        height={40}
      />
      {isEmpty ? (
        <div className={styles.empty} role="status">
          <Text>{t(isNarrowed ? 'history.noMatch' : 'history.empty')}</Text>
          {isNarrowed ? (
            <Button
              variant="secondary"
              onPress={() => {
                change(parseHistoryFilter(new URLSearchParams()));
                onCleared();
              }}
            >
              {t('history.clearFilters')}
            </Button>
          ) : undefined}
        </div>
      ) : undefined}
      {hasItems ? (
        <>
          <HistoryTable operations={value.items} isBusy={isPending} />
          {next || previous ? (
            <Pagination
              from={offset + 1}
              to={offset + value.items.length}
              next={next}
              previous={previous}
            />
          ) : undefined}
        </>
      ) : undefined}
    </div>
  );
}
