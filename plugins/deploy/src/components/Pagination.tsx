import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Text } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine } from '@remixicon/react';
import { deployTranslationRef } from '../translation';
import styles from './Pagination.module.css';

/** Props of {@link Pagination}. */
export type PaginationProps = {
  /** Number of the first entry of the page, counted from 1. */
  from: number;
  to: number;
  /** Undefined where it is not known. */
  total?: number;
  next?: () => void;
  previous?: () => void;
};

/** Which entries the page shows, and the way to the others. */
export function Pagination(props: PaginationProps) {
  const { from, to, total, next, previous } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const range = { from: String(from), to: String(to) };
  return (
    <nav className={styles.root} aria-label={t('pages.label')}>
      <Text variant="body-small">
        {total === undefined
          ? t('pages.range', range)
          : t('pages.rangeOf', { ...range, total: String(total) })}
      </Text>
      {next || previous ? (
        <>
          <ButtonIcon
            variant="secondary"
            size="small"
            aria-label={t('pages.previous')}
            icon={<RiArrowLeftSLine aria-hidden />}
            isDisabled={!previous}
            onPress={previous}
          />
          <ButtonIcon
            variant="secondary"
            size="small"
            aria-label={t('pages.next')}
            icon={<RiArrowRightSLine aria-hidden />}
            isDisabled={!next}
            onPress={next}
          />
        </>
      ) : undefined}
    </nav>
  );
}
