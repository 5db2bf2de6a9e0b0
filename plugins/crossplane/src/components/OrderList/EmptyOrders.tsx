import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Link, Text } from '@backstage/ui';
import {
  isNarrowed,
  OrderFilter,
  parseOrderFilter,
} from '../../model/orderFilter';
import { troubleshootRouteRef } from '../../routes';
import { crossplaneTranslationRef } from '../../translation';
import { OrderButton } from './OrderButton';
import styles from './OrderList.module.css';

/** Props of {@link EmptyOrders}. */
export type EmptyOrdersProps = {
  filter: OrderFilter;
  onChange: (change: Partial<OrderFilter>) => void;
};

/** Says why there are no orders, and what to do next. */
export function EmptyOrders({ filter, onChange }: EmptyOrdersProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const troubleshootPath = useRouteRef(troubleshootRouteRef)();
  if (isNarrowed(filter)) {
    return (
      <div className={styles.empty} role="status">
        <Text>{t('orders.noMatch')}</Text>
        <Button
          variant="secondary"
          onPress={() => onChange(parseOrderFilter(new URLSearchParams()))}
        >
          {t('orders.clearFilters')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.empty} role="status">
      <Text>{t('orders.empty')}</Text>
      <OrderButton />
      <Link href={troubleshootPath}>{t('orders.templateMissing')}</Link>
    </div>
  );
}
