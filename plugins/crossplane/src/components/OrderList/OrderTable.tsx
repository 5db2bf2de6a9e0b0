import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Cell,
  Column,
  Link,
  Row,
  TableBody,
  TableHeader,
  TableRoot,
  Text,
} from '@backstage/ui';
import {
  OrderSummary,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { useOrderPath } from '../../hooks/useOrderPath';
import { OrderFilter } from '../../model/orderFilter';
import { crossplaneTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel';
import { Time } from '../Time';
import { userName } from '../userName';
import styles from './OrderList.module.css';

/** Props of {@link OrderTable}. */
export type OrderTableProps = {
  orders: OrderSummary[];
  filter: OrderFilter;
  onChange: (change: Partial<OrderFilter>) => void;
};

const SORT_BY_COLUMN: Record<string, OrderFilter['sort']> = {
  name: 'name',
  kind: 'kind',
  namespace: 'namespace',
  state: 'state',
  createdAt: 'createdAt',
};

/** A page of orders. A narrow screen shows which order it is and how it is doing. */
export function OrderTable({ orders, filter, onChange }: OrderTableProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return (
    <div className={styles.table}>
      <TableRoot
        aria-label={t('orders.title')}
        sortDescriptor={{
          column: filter.sort,
          direction: filter.direction === 'asc' ? 'ascending' : 'descending',
        }}
        onSortChange={({ column, direction }) =>
          onChange({
            sort: SORT_BY_COLUMN[String(column)] ?? 'name',
            direction: direction === 'descending' ? 'desc' : 'asc',
          })
        }
      >
        <TableHeader>
          <Column id="name" isRowHeader allowsSorting>
            {t('orders.name')}
          </Column>
          <Column id="state" allowsSorting>
            {t('orders.state')}
          </Column>
          <Column id="kind" allowsSorting className={styles.wide}>
            {t('orders.kind')}
          </Column>
          <Column id="namespace" allowsSorting className={styles.wide}>
            {t('orders.namespace')}
          </Column>
          <Column id="cluster" className={styles.wide}>
            {t('orders.cluster')}
          </Column>
          <Column id="requestedBy" className={styles.wide}>
            {t('orders.requestedBy')}
          </Column>
          <Column id="createdAt" allowsSorting className={styles.wide}>
            {t('orders.createdAt')}
          </Column>
        </TableHeader>
        <TableBody>
          {orders.map(order => (
            <OrderRow key={stringifyOrderRef(order.ref)} order={order} />
          ))}
        </TableBody>
      </TableRoot>
    </div>
  );
}

function OrderRow({ order }: { order: OrderSummary }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const orderPath = useOrderPath();
  const { ref, kind, state, message, requestedBy, createdAt } = order;
  return (
    <Row id={stringifyOrderRef(ref)}>
      <Cell className={styles.cell}>
        <Link href={orderPath(ref)}>{ref.name}</Link>
        <Text
          as="p"
          variant="body-x-small"
          color="secondary"
          className={styles.narrow}
        >
          {kind} · {ref.namespace} · {ref.cluster}
        </Text>
      </Cell>
      <Cell className={styles.cell}>
        <StateLabel state={state} />
        <Text as="p" variant="body-x-small" color="secondary">
          {order.orphaned ? t('orders.orphaned') : message}
        </Text>
        {order.pullRequest ? (
          <Link
            href={order.pullRequest.url}
            target="_blank"
            rel="noopener noreferrer"
            variant="body-x-small"
          >
            {t('pullRequest.number', {
              number: String(order.pullRequest.number),
            })}
          </Link>
        ) : undefined}
      </Cell>
      <Cell className={styles.wide}>{kind}</Cell>
      <Cell className={styles.wide}>{ref.namespace}</Cell>
      <Cell className={styles.wide}>{ref.cluster}</Cell>
      <Cell className={styles.wide}>
        {requestedBy ? userName(requestedBy) : undefined}
      </Cell>
      <Cell className={styles.wide}>
        {createdAt ? <Time value={createdAt} /> : undefined}
      </Cell>
    </Row>
  );
}
