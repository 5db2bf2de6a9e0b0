import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, SearchField } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import { useCatalogChoices } from '../../hooks/useCatalogChoices';
import {
  FLEET_STATES,
  FleetFilter,
  isNarrowed,
  parseFleetFilter,
} from '../../model/fleetFilter';
import { deployTranslationRef } from '../../translation';
import { Choice } from '../Choice';
import { UnknownNote } from '../UnknownNote';
import styles from './FleetPage.module.css';

/** Props of {@link FleetFilters}. */
export type FleetFiltersProps = {
  filter: FleetFilter;
  environments: readonly string[];
  onChange: (change: Partial<FleetFilter>) => void;
};

/** Narrows down what is shown. */
export function FleetFilters(props: FleetFiltersProps) {
  const { filter, environments, onChange } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { owners, systems, error } = useCatalogChoices();
  return (
    <div
      className={styles.filterArea}
      role="search"
      aria-label={t('fleet.filters')}
    >
      <div className={styles.filters}>
        <SearchFilter value={filter.search} onChange={onChange} />
        <Choice
          label={t('fleet.owner')}
          value={filter.owner}
          options={owners}
          isSearchable
          onChange={owner => onChange({ owner })}
        />
        <Choice
          label={t('fleet.system')}
          value={filter.system}
          options={systems}
          isSearchable
          onChange={system => onChange({ system })}
        />
        <Choice
          label={t('fleet.environment')}
          value={filter.environment}
          options={environments.map(name => ({ id: name, label: name }))}
          onChange={environment => onChange({ environment })}
        />
        <Choice
          label={t('fleet.state')}
          value={filter.state}
          options={FLEET_STATES.map(state => ({
            id: state,
            label: t(`fleet.states.${state}`),
          }))}
          onChange={value =>
            onChange({
              state: FLEET_STATES.find(state => state === value) ?? '',
            })
          }
        />
        {isNarrowed(filter) ? (
          <Button
            variant="tertiary"
            size="small"
            onPress={() => onChange(parseFleetFilter(new URLSearchParams()))}
          >
            {t('fleet.clearFilters')}
          </Button>
        ) : undefined}
      </div>
      {error ? (
        <UnknownNote>
          {t('fleet.choicesFailed', { message: error.message })}
        </UnknownNote>
      ) : undefined}
    </div>
  );
}

const TYPING_PAUSE_MS = 300;

/** Waits for a pause in typing; every request would be for half a word otherwise. */
function SearchFilter(props: {
  value: string;
  onChange: FleetFiltersProps['onChange'];
}) {
  const { value, onChange } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (search: string) => {
    setText(search);
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => onChange({ search: search.trim() }),
      TYPING_PAUSE_MS,
    );
  };
  return (
    <SearchField
      label={t('fleet.search')}
      placeholder={t('fleet.searchHint')}
      value={text}
      onChange={change}
    />
  );
}
