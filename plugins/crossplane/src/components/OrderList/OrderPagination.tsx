import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Text } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine } from '@remixicon/react';
import { Orders } from '../../hooks/useOrders';
import { crossplaneTranslationRef } from '../../translation';
import styles from './OrderList.module.css';

/** Props of {@link OrderPagination}. */
export type OrderPaginationProps = { orders: Orders };

/** Which orders the page shows, and the way to the others. */
export function OrderPagination({ orders }: OrderPaginationProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { value, offset, next, previous } = orders;
  if (!value) {
    return null;
  }
  return (
    <div className={styles.pagination}>
      <Text variant="body-small" role="status">
        {t('orders.range', {
          from: String(offset + 1),
          to: String(offset + value.items.length),
          total: String(value.totalItems),
        })}
      </Text>
      {next || previous ? (
        <>
          <ButtonIcon
            variant="secondary"
            size="small"
            aria-label={t('orders.previousPage')}
            icon={<RiArrowLeftSLine aria-hidden />}
            isDisabled={!previous}
            onPress={previous}
          />
          <ButtonIcon
            variant="secondary"
            size="small"
            aria-label={t('orders.nextPage')}
            icon={<RiArrowRightSLine aria-hidden />}
            isDisabled={!next}
            onPress={next}
          />
        </>
      ) : undefined}
    </div>
  );
}
