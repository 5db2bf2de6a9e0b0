import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SearchField, Select, Switch } from '@backstage/ui';
import { OrderList } from '@openportal/plugin-crossplane-common';
import { useEffect, useRef, useState } from 'react';
import { ORDER_STATES, OrderFilter } from '../../model/orderFilter';
import { crossplaneTranslationRef } from '../../translation';
import styles from './OrderList.module.css';

/** Props of {@link OrderFilters}. */
export type OrderFiltersProps = {
  filter: OrderFilter;
  /** What there is to choose from; undefined until it was read. */
  facets?: OrderList['facets'];
  canFilterMine: boolean;
  onChange: (change: Partial<OrderFilter>) => void;
};

/** Narrows the list of orders down. */
export function OrderFilters(props: OrderFiltersProps) {
  const { filter, facets, canFilterMine, onChange } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return (
    <div
      className={styles.filters}
      role="search"
      aria-label={t('filter.label')}
    >
      <SearchFilter value={filter.search} onChange={onChange} />
      <Choice
        label={t('orders.cluster')}
        value={filter.cluster}
        options={facets?.clusters.map(name => ({ id: name, label: name }))}
        onChange={cluster => onChange({ cluster })}
      />
      <Choice
        label={t('orders.namespace')}
        value={filter.namespace}
        options={facets?.namespaces.map(name => ({ id: name, label: name }))}
        onChange={namespace => onChange({ namespace })}
      />
      <Choice
        label={t('orders.kind')}
        value={filter.xrd}
        options={facets?.xrds.map(({ name, kind }) => ({
          id: name,
          label: kind,
        }))}
        onChange={xrd => onChange({ xrd })}
      />
      <Choice
        label={t('orders.state')}
        value={filter.state}
        options={ORDER_STATES.map(state => ({
          id: state,
          label: t(`state.${state}`),
        }))}
        onChange={value =>
          onChange({ state: ORDER_STATES.find(state => state === value) ?? '' })
        }
      />
      <div className={styles.mine}>
        <Switch
          label={t('filter.mine')}
          isSelected={filter.isMine}
          isDisabled={!canFilterMine}
          onChange={isMine => onChange({ isMine })}
        />
      </div>
    </div>
  );
}

const TYPING_PAUSE_MS = 300;

/** Waits for a pause in typing; every request would be for half a word otherwise. */
function SearchFilter(props: {
  value: string;
  onChange: OrderFiltersProps['onChange'];
}) {
  const { value, onChange } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (search: string) => {
    setText(search);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange({ search }), TYPING_PAUSE_MS);
  };
  return (
    <SearchField
      label={t('filter.search')}
      placeholder={t('filter.searchHint')}
      value={text}
      onChange={change}
    />
  );
}

const ALL = 'all';

function Choice(props: {
  label: string;
  value: string;
  options: Array<{ id: string; label: string }> | undefined;
  onChange: (value: string) => void;
}) {
  const { label, value, options = [], onChange } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  // A value of the address that no order has (any more) is still what is chosen.
  const isListed = options.some(option => option.id === value);
  const listed =
    value && !isListed ? [...options, { id: value, label: value }] : options;
  return (
    <Select
      label={label}
      options={[
        { id: ALL, label: t('filter.all') },
        ...listed.map(option => ({ ...option, id: `=${option.id}` })),
      ]}
      value={value ? `=${value}` : ALL}
      onChange={key => onChange(key === ALL ? '' : String(key).slice(1))}
    />
  );
}
