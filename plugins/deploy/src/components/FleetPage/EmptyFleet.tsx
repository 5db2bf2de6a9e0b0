import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { FleetFilter, isNarrowed } from '../../model/fleetFilter';
import { deployTranslationRef } from '../../translation';
import styles from './FleetPage.module.css';

/** Props of {@link EmptyFleet}. */
export type EmptyFleetProps = {
  filter: FleetFilter;
  onClear: () => void;
};

/** Says why there is nothing, and what to do about it. */
export function EmptyFleet({ filter, onClear }: EmptyFleetProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div className={styles.empty} role="status">
      {isNarrowed(filter) ? (
        <>
          <Text>{t('fleet.noMatch')}</Text>
          <Button variant="secondary" onPress={onClear}>
            {t('fleet.clearFilters')}
          </Button>
        </>
      ) : (
        <>
          <Text>{t('fleet.empty')}</Text>
          <Text variant="body-small">{t('fleet.emptyFix')}</Text>
        </>
      )}
    </div>
  );
}
