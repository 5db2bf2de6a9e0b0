import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton, Text } from '@backstage/ui';
import { OrderRef, OrderRevision } from '@openportal/plugin-crossplane-common';
import { useRevisionContent } from '../../hooks/useRevisionContent';
import { crossplaneTranslationRef } from '../../translation';
import { Diff } from '../Diff';
import { ProblemAlert } from '../ProblemAlert';

/** Props of {@link RevisionDiff}. */
export type RevisionDiffProps = {
  orderRef: OrderRef;
  revision: OrderRevision;
  /** Shows what restoring the revision changes, not what changed since. */
  isReversed?: boolean;
};

/** What differs between a revision of an order and what git has now. */
export function RevisionDiff(props: RevisionDiffProps) {
  const { orderRef, revision, isReversed } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { content, error } = useRevisionContent(orderRef, revision.revision);
  if (error) {
    return <ProblemAlert title={t('revisions.errorTitle')} error={error} />;
  }
  if (!content) {
    return (
      <div role="status" aria-label={t('revisions.loading')}>
        <Skeleton height={120} />
      </div>
    );
  }
  if (!content.diff) {
    return (
      <Text as="p">
        {t(content.diffOmitted ? 'diff.omitted' : 'revisions.same')}
      </Text>
    );
  }
  return (
    <>
      {content.deleted ? (
        <Text as="p">{t('revisions.removed')}</Text>
      ) : undefined}
      <Diff
        aria-label={t(isReversed ? 'restore.diff' : 'revisions.diff')}
        diff={content.diff}
        isReversed={isReversed}
      />
    </>
  );
}
