import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  Operation,
  OperationApproval,
  OperationReview,
} from '@openportal/plugin-deploy-common';
import { countApprovals } from '../../model/countApprovals';
import { deployTranslationRef } from '../../translation';
import { userName } from '../names';
import { Time } from '../Time';
import { Section } from '../Section';
import styles from './OperationPage.module.css';

/** Props of {@link OperationDecisions}. */
export type OperationDecisionsProps = { operation: Operation };

/** Who approved or refused it: in the portal, or where its pull request is. Nothing where nobody was asked. */
export function OperationDecisions({ operation }: OperationDecisionsProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const reviews = operation.change?.reviews ?? [];
  const approvals = operation.approval?.items ?? [];
  const count = countApprovals(operation);
  if (!count && reviews.length === 0 && approvals.length === 0) {
    return null;
  }
  return (
    <Section title={t('operationPage.decisions')}>
      {count ? (
        <Text>
          {t('operation.approvals', {
            given: String(count.given),
            required: String(count.required),
          })}
        </Text>
      ) : undefined}
      {approvals.length + reviews.length === 0 ? (
        <Text variant="body-small">{t('approve.noDecisions')}</Text>
      ) : (
        <ul className={styles.list} aria-label={t('operationPage.decisions')}>
          {approvals.map(approval => (
            <li key={`${approval.by} ${approval.at}`}>
              <Approval approval={approval} />
            </li>
          ))}
          {reviews.map(review => (
            <li key={`${review.author} ${review.at ?? review.state}`}>
              <Review review={review} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Approval({ approval }: { approval: OperationApproval }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { by, decision, at, reason, voidedAt, diffHash } = approval;
  return (
    <>
      <Text as="p">
        {t(`operationPage.${decision}`, {
          who: userName(by),
          when: <Time value={at} />,
        })}
      </Text>
      {reason ? (
        <Text as="p" variant="body-small">
          {reason}
        </Text>
      ) : undefined}
      <Text as="p" variant="body-x-small">
        {t('operationPage.boundTo')}{' '}
        <code title={diffHash}>{diffHash.slice(0, 12)}</code>
      </Text>
      {voidedAt ? (
        <Text as="p" variant="body-small">
          {t('operationPage.voided', { when: <Time value={voidedAt} /> })}
        </Text>
      ) : undefined}
    </>
  );
}

const REVIEW_KEYS = {
  approved: 'operationPage.reviewApproved',
  'changes-requested': 'operationPage.reviewChangesRequested',
  commented: 'operationPage.reviewCommented',
  dismissed: 'operationPage.reviewDismissed',
} as const satisfies Record<OperationReview['state'], string>;

function Review({ review }: { review: OperationReview }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { author, state, counts, at } = review;
  return (
    <>
      <Text as="p">
        {t(REVIEW_KEYS[state], { who: author })}
        {at ? (
          <>
            {' · '}
            <Time value={at} />
          </>
        ) : undefined}
      </Text>
      {state === 'approved' && !counts ? (
        <Text as="p" variant="body-small">
          {t('operationPage.reviewDoesNotCount')}
        </Text>
      ) : undefined}
    </>
  );
}
