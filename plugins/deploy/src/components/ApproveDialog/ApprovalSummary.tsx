import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Operation, OperationApproval } from '@openportal/plugin-deploy-common';
import { RiCheckLine, RiCloseCircleLine } from '@remixicon/react';
import { countApprovals } from '../../model/countApprovals';
import { deployTranslationRef } from '../../translation';
import { DiffSection, VersionChange } from '../ChangeDialog';
import { userName } from '../names';
import { relativeTime } from '../relativeTime';
import styles from './ApproveDialog.module.css';

/** How much of a hash people compare. */
const HASH_LENGTH = 12;

/** Props of {@link ApprovalSummary}. */
export type ApprovalSummaryProps = { operation: Operation };

/** What would change, who asked for it and why, and who has decided about it. */
export function ApprovalSummary({ operation }: ApprovalSummaryProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { approval, sourceEnvironment, environment } = operation;
  const approvals = countApprovals(operation);
  return (
    <>
      <VersionChange
        from={operation.from}
        to={operation.to}
        route={
          sourceEnvironment
            ? { from: sourceEnvironment, to: environment }
            : undefined
        }
      />
      <div>
        <Text as="p" variant="body-small">
          {t('operation.requestedBy', {
            when: relativeTime(operation.requestedAt),
            who: userName(operation.requestedBy),
          })}
        </Text>
        {operation.reason ? (
          <Text as="p" variant="body-small">
            {t('operation.reason', { reason: operation.reason })}
          </Text>
        ) : undefined}
        {approval ? (
          <Text as="p" variant="body-small" title={approval.diffHash}>
            {t('approve.boundTo')}: <code>{operation.to.version}</code>,{' '}
            {t('approve.hash', {
              hash: approval.diffHash.slice(0, HASH_LENGTH),
            })}
          </Text>
        ) : undefined}
      </div>
      {sourceEnvironment ? (
        <DiffSection
          entityRef={operation.entityRef}
          from={sourceEnvironment}
          to={environment}
          version={`${operation.to.image} ${approval?.diffHash}`}
        />
      ) : undefined}
      {approval ? (
        <section aria-label={t('approve.decisions')}>
          <Text as="h3" variant="body-medium" weight="bold">
            {t('approve.decisions')}
          </Text>
          {approvals ? (
            <Text as="p" variant="body-small">
              {t('approve.needed', {
                given: String(approvals.given),
                required: String(approvals.required),
              })}
            </Text>
          ) : undefined}
          {approval.items.length === 0 ? (
            <Text as="p" variant="body-small" color="secondary">
              {t('approve.noDecisions')}
            </Text>
          ) : (
            <ul className={styles.decisions}>
              {approval.items.map(item => (
                <Decision key={`${item.by} ${item.at}`} item={item} />
              ))}
            </ul>
          )}
        </section>
      ) : undefined}
    </>
  );
}

function Decision({ item }: { item: OperationApproval }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const isApproved = item.decision === 'approved';
  const Icon = isApproved ? RiCheckLine : RiCloseCircleLine;
  return (
    <li className={styles.decision}>
      <Icon
        aria-hidden
        className={`${styles.icon} ${
          isApproved ? styles.approved : styles.rejected
        }`}
      />
      <Text variant="body-small">
        {[
          t(isApproved ? 'approve.approvedBy' : 'approve.rejectedBy', {
            who: userName(item.by),
            when: relativeTime(item.at),
          }),
          item.reason,
          item.voidedAt ? t('approve.voided') : undefined,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </li>
  );
}
