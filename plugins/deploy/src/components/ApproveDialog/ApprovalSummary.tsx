import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Operation } from '@openportal/plugin-deploy-common';
import { useTitleOf } from '../../hooks/titleOf';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { DiffSection, VersionChange } from '../ChangeDialog';
import { userName } from '../names';
import { OperationDecisions } from '../OperationPage/OperationDecisions';

/** How much of a hash people compare. */
const HASH_LENGTH = 12;

/** Props of {@link ApprovalSummary}. */
export type ApprovalSummaryProps = { operation: Operation };

/** What would change, who asked for it and why, and who has decided about it. */
export function ApprovalSummary({ operation }: ApprovalSummaryProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { relativeTime } = useTimes();
  const titleOf = useTitleOf();
  const { approval, sourceEnvironment, environment } = operation;
  return (
    <>
      <VersionChange
        from={operation.from}
        to={operation.to}
        route={
          sourceEnvironment
            ? { from: titleOf(sourceEnvironment), to: titleOf(environment) }
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
          // The manifest may have changed while the version did not.
          key={approval?.diffHash}
          entityRef={operation.entityRef}
          from={sourceEnvironment}
          to={environment}
          change={operation}
        />
      ) : undefined}
      <OperationDecisions operation={operation} />
    </>
  );
}
