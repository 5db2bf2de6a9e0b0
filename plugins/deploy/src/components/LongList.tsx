import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { ReactNode, useState } from 'react';
import { deployTranslationRef } from '../translation';
import styles from './LongList.module.css';

/** Props of {@link LongList}. */
export type LongListProps<T> = {
  'aria-label': string;
  items: readonly T[];
  /** How many are shown before somebody asks for all. */
  initial: number;
  getKey: (item: T) => string;
  render: (item: T) => ReactNode;
};

/** A list of which the first entries are shown, and all on request. */
export function LongList<T>(props: LongListProps<T>) {
  const { items, initial, getKey, render } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? items : items.slice(0, initial);
  return (
    <div className={styles.root}>
      <ul className={styles.list} aria-label={props['aria-label']}>
        {shown.map(item => (
          <li key={getKey(item)} className={styles.item}>
            {render(item)}
          </li>
        ))}
      </ul>
      {items.length > initial ? (
        <Button
          variant="secondary"
          size="small"
          aria-expanded={isOpen}
          onPress={() => setOpen(!isOpen)}
        >
          {isOpen
            ? t('common.showFewer')
            : t('common.showAll', { total: String(items.length) })}
        </Button>
      ) : undefined}
    </div>
  );
}
