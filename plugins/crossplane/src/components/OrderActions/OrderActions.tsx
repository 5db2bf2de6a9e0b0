import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Text } from '@backstage/ui';
import { OrderStatus } from '@openportal/plugin-crossplane-common';
import { RiDeleteBinLine, RiEditLine, RiHistoryLine } from '@remixicon/react';
import { ReactElement, useId, useState } from 'react';
import { useOrderPath } from '../../hooks/useOrderPath';
import { OrderActionId, refusalOf } from '../../model/orderActions';
import { crossplaneTranslationRef } from '../../translation';
import { DeleteDialog } from './DeleteDialog';
import styles from './OrderActions.module.css';

/** Props of {@link OrderActions}. */
export type OrderActionsProps = { order: OrderStatus };

/** What can be done with an order; what cannot says why. */
export function OrderActions({ order }: OrderActionsProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const path = useOrderPath()(order.ref);
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <>
      <div
        className={styles.actions}
        role="group"
        aria-label={t('action.list')}
      >
        <Action
          order={order}
          id="update"
          icon={<RiEditLine aria-hidden />}
          href={`${path}/edit`}
        />
        <Action
          order={order}
          id="restore"
          icon={<RiHistoryLine aria-hidden />}
          href={`${path}/revisions`}
        />
        <Action
          order={order}
          id="delete"
          icon={<RiDeleteBinLine aria-hidden />}
          onPress={() => setIsDeleting(true)}
        />
      </div>
      {isDeleting ? (
        <DeleteDialog order={order} onClose={() => setIsDeleting(false)} />
      ) : undefined}
    </>
  );
}

function Action(props: {
  order: OrderStatus;
  id: OrderActionId;
  icon: ReactElement;
  href?: string;
  onPress?: () => void;
}) {
  const { order, id, icon, href, onPress } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const reasonId = useId();
  const refusal = refusalOf(order, id);
  const label = t(`action.${id}`);
  if (!refusal && href) {
    return (
      <ButtonLink variant="secondary" iconStart={icon} href={href}>
        {label}
      </ButtonLink>
    );
  }
  return (
    <div className={styles.action}>
      <Button
        variant="secondary"
        iconStart={icon}
        isDisabled={refusal !== undefined}
        aria-describedby={refusal ? reasonId : undefined}
        onPress={onPress}
      >
        {label}
      </Button>
      {refusal ? (
        // Not a tooltip: what is disabled cannot be focused or pointed at on a phone.
        <Text
          as="p"
          variant="body-x-small"
          color="secondary"
          id={reasonId}
          className={styles.reason}
        >
          {t(`refusal.${refusal}`, { namespace: order.ref.namespace })}
        </Text>
      ) : undefined}
    </div>
  );
}
