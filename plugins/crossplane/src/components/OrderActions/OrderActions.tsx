import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Link, Text } from '@backstage/ui';
import { OrderStatus } from '@openportal/plugin-crossplane-common';
import { RiDeleteBinLine, RiEditLine, RiHistoryLine } from '@remixicon/react';
import { ReactElement, useId, useState } from 'react';
import { useMissingTemplates } from '../../hooks/useMissingTemplates';
import { useOrderPath } from '../../hooks/useOrderPath';
import { OrderActionId, Refusal, refusalOf } from '../../model/orderActions';
import { crossplaneTranslationRef } from '../../translation';
import { DeleteDialog } from './DeleteDialog';
import styles from './OrderActions.module.css';

/** Props of {@link OrderActions}. */
export type OrderActionsProps = { order: OrderStatus };

const ACTIONS: OrderActionId[] = ['update', 'restore', 'delete'];

const ICONS: Record<OrderActionId, ReactElement> = {
  update: <RiEditLine aria-hidden />,
  restore: <RiHistoryLine aria-hidden />,
  delete: <RiDeleteBinLine aria-hidden />,
};

/** What can be done with an order; what cannot says why. */
export function OrderActions({ order }: OrderActionsProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const path = useOrderPath()(order.ref);
  const missingTemplates = useMissingTemplates();
  const id = useId();
  const [isDeleting, setIsDeleting] = useState(false);
  // Several actions are often refused for the same reason: it is said once.
  const refusals = new Map(
    ACTIONS.flatMap(action => {
      const refusal = refusalOf(order, action, missingTemplates);
      return refusal ? [[refusal.id, refusal]] : [];
    }),
  );
  const reasonId = (refusal: Refusal) => `${id}-${refusal.id}`;
  const hrefs = { update: `${path}/edit`, restore: `${path}/revisions` };

  return (
    <div className={styles.actions}>
      <div
        className={styles.buttons}
        role="group"
        aria-label={t('action.list')}
      >
        {ACTIONS.map(action => {
          const refusal = refusalOf(order, action, missingTemplates);
          return (
            <Action
              key={action}
              id={action}
              reasonId={refusal && reasonId(refusal)}
              href={action === 'delete' ? undefined : hrefs[action]}
              onPress={() => setIsDeleting(true)}
            />
          );
        })}
      </div>
      {
        // Not tooltips: what is disabled cannot be focused, nor pointed at on a phone.
        [...refusals.values()].map(refusal => (
          <Text
            key={refusal.id}
            as="p"
            variant="body-x-small"
            color="secondary"
            id={reasonId(refusal)}
          >
            <RefusalText refusal={refusal} namespace={order.ref.namespace} />
          </Text>
        ))
      }
      {isDeleting ? (
        <DeleteDialog order={order} onClose={() => setIsDeleting(false)} />
      ) : undefined}
    </div>
  );
}

function RefusalText(props: { refusal: Refusal; namespace: string }) {
  const { refusal, namespace } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (refusal.id !== 'notInGitYet') {
    return <>{t(`refusal.${refusal.id}`, { namespace })}</>;
  }
  const { number, url } = refusal.pullRequest;
  return (
    <>
      {t('refusal.notInGitYet')}{' '}
      <Link
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        variant="body-x-small"
      >
        {t('pullRequest.number', { number: String(number) })}
      </Link>
    </>
  );
}

function Action(props: {
  id: OrderActionId;
  /** Element that says why it is not possible; undefined when it is. */
  reasonId?: string;
  href?: string;
  onPress: () => void;
}) {
  const { id, reasonId, href, onPress } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const label = t(`action.${id}`);
  if (!reasonId && href) {
    return (
      <ButtonLink variant="secondary" iconStart={ICONS[id]} href={href}>
        {label}
      </ButtonLink>
    );
  }
  return (
    <Button
      variant="secondary"
      iconStart={ICONS[id]}
      isDisabled={reasonId !== undefined}
      aria-describedby={reasonId}
      onPress={onPress}
    >
      {label}
    </Button>
  );
}
