import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { OPERATION_STATES } from '@openportal/plugin-deploy-common';
import { useUserRef } from '../../hooks/useUserRef';
import { HistoryFilter, OPERATION_KINDS } from '../../model/historyFilter';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { Choice } from '../Choice';
import { userName } from '../names';
import { STATE_KEYS } from '../operationStateKeys';
import styles from './History.module.css';

/** Props of {@link HistoryFilters}. */
export type HistoryFiltersProps = {
  filter: HistoryFilter;
  environments: readonly string[];
  /** Whose operations are known. */
  requesters: readonly string[];
  onChange: (change: Partial<HistoryFilter>) => void;
};

/** Narrows the history down. */
export function HistoryFilters(props: HistoryFiltersProps) {
  const { filter, environments, requesters, onChange } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const userRef = useUserRef();
  const others = requesters.filter(ref => ref !== userRef).sort();
  const people = [
    ...(userRef
      ? [{ id: userRef, label: t('history.me', { name: userName(userRef) }) }]
      : []),
    ...others.map(ref => ({ id: ref, label: userName(ref) })),
  ];
  return (
    <div
      className={styles.filters}
      role="search"
      aria-label={t('history.filters')}
    >
      <Choice
        label={t('history.environment')}
        value={filter.environment}
        options={environments.map(name => ({
          id: name,
          label: titleOf(name),
        }))}
        onChange={environment => onChange({ environment })}
      />
      <Choice
        label={t('history.kind')}
        value={filter.kind}
        options={OPERATION_KINDS.map(kind => ({
          id: kind,
          label: t(`history.kinds.${kind}`),
        }))}
        onChange={value =>
          onChange({ kind: OPERATION_KINDS.find(kind => kind === value) ?? '' })
        }
      />
      <Choice
        label={t('history.state')}
        value={filter.state}
        options={OPERATION_STATES.map(state => ({
          id: state,
          label: t(STATE_KEYS[state]),
        }))}
        onChange={value =>
          onChange({
            state: OPERATION_STATES.find(state => state === value) ?? '',
          })
        }
      />
      <Choice
        label={t('history.by')}
        value={filter.by}
        options={people}
        onChange={by => onChange({ by })}
      />
    </div>
  );
}
