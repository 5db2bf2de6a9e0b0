import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Badge, Button, Link, Text } from '@backstage/ui';
import { OrderRef, OrderRevision } from '@openportal/plugin-crossplane-common';
import { useId, useState } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import { Time } from '../Time';
import { RevisionDiff } from './RevisionDiff';
import styles from './Revisions.module.css';

/** Props of {@link RevisionItem}. */
export type RevisionItemProps = {
  orderRef: OrderRef;
  revision: OrderRevision;
  canRestore: boolean;
  onRestore: () => void;
};

/** A commit that changed an order. */
export function RevisionItem(props: RevisionItemProps) {
  const { orderRef, revision, canRestore, onRestore } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const [isOpen, setIsOpen] = useState(false);
  const headingId = useId();
  const diffId = useId();
  return (
    <li className={styles.item} aria-labelledby={headingId}>
      <div className={styles.header}>
        <div className={styles.what}>
          <Text as="h3" variant="body-medium" weight="bold" id={headingId}>
            {revision.message}
          </Text>
          <Text as="p" variant="body-small" color="secondary">
            <Link
              href={revision.url}
              target="_blank"
              rel="noopener noreferrer"
              variant="body-small"
            >
              {revision.revision.slice(0, 7)}
            </Link>
            {revision.author ? ` · ${revision.author}` : undefined}
            {' · '}
            <Time value={revision.date} />
          </Text>
        </div>
        {revision.current ? (
          <Badge>{t('revisions.current')}</Badge>
        ) : (
          <div className={styles.actions}>
            <Button
              variant="secondary"
              size="small"
              aria-expanded={isOpen}
              aria-controls={isOpen ? diffId : undefined}
              onPress={() => setIsOpen(!isOpen)}
            >
              {t(isOpen ? 'revisions.hideDiff' : 'revisions.showDiff')}
            </Button>
            <Button
              variant="secondary"
              size="small"
              isDisabled={!canRestore}
              onPress={onRestore}
            >
              {t('revisions.restore')}
            </Button>
          </div>
        )}
      </div>
      {isOpen ? (
        <div id={diffId} className={styles.diff}>
          <RevisionDiff orderRef={orderRef} revision={revision} />
        </div>
      ) : undefined}
    </li>
  );
}
