import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, SearchField } from '@backstage/ui';
import { Ref, useEffect, useRef, useState } from 'react';
import { useCatalogChoices } from '../../hooks/useCatalogChoices';
import { FLEET_STATES, FleetFilter, isNarrowed } from '../../model/fleetFilter';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { Choice } from '../Choice';
import { UnknownNote } from '../UnknownNote';
import styles from './FleetPage.module.css';

/** Props of {@link FleetFilters}. */
export type FleetFiltersProps = {
  filter: FleetFilter;
  environments: readonly string[];
  onChange: (change: Partial<FleetFilter>) => void;
  onClear: () => void;
  /** How often the filters were cleared: what was typed and not searched for yet goes then, too. */
  clearings: number;
  /** The filters, which take the focus when they are cleared. */
  region: Ref<HTMLDivElement>;
};

/** Narrows down what is shown. */
export function FleetFilters(props: FleetFiltersProps) {
  const { filter, environments, onChange, onClear } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { owners, systems, error } = useCatalogChoices();
  return (
    <div
      ref={props.region}
      tabIndex={-1}
      className={styles.filterArea}
      role="search"
      aria-label={t('fleet.filters')}
    >
      <div className={styles.filters}>
        <SearchFilter
          key={props.clearings}
          value={filter.search}
          onChange={onChange}
        />
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
          options={environments.map(name => ({
            id: name,
            label: titleOf(name),
          }))}
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
          <Button variant="tertiary" size="small" onPress={onClear}>
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
  useEffect(
    // A space at the end of what is typed is no change: the next word follows.
    () => setText(typed => (typed.trim() === value ? typed : value)),
    [value],
  );
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
