import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Text } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine } from '@remixicon/react';
import { useEffect, useRef } from 'react';
import { isFocusLost } from '../hooks/useReturnOfFocus';
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
  const previousButton = useRef<HTMLButtonElement>(null);
  const nextButton = useRef<HTMLButtonElement>(null);
  const pressed = useRef<'next' | 'previous'>();
  const [hasNext, hasPrevious] = [next !== undefined, previous !== undefined];
  useEffect(() => {
    // On the last page the button that led there is disabled, and would lose the focus.
    const [used, other] =
      pressed.current === 'next'
        ? [nextButton.current, previousButton.current]
        : [previousButton.current, nextButton.current];
    if (
      pressed.current !== undefined &&
      used?.disabled &&
      (isFocusLost() || document.activeElement === used)
    ) {
      other?.focus();
    }
    pressed.current = undefined;
  }, [hasNext, hasPrevious]);
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
            ref={previousButton}
            variant="secondary"
            size="small"
            aria-label={t('pages.previous')}
            icon={<RiArrowLeftSLine aria-hidden />}
            isDisabled={!previous}
            onPress={() => {
              pressed.current = 'previous';
              previous?.();
            }}
          />
          <ButtonIcon
            ref={nextButton}
            variant="secondary"
            size="small"
            aria-label={t('pages.next')}
            icon={<RiArrowRightSLine aria-hidden />}
            isDisabled={!next}
            onPress={() => {
              pressed.current = 'next';
              next?.();
            }}
          />
        </>
      ) : undefined}
    </nav>
  );
}
