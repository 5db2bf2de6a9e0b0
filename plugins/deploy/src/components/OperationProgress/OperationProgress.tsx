import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text, VisuallyHidden } from '@backstage/ui';
import { Operation } from '@openportal/plugin-deploy-common';
import {
  RiCheckLine,
  RiCircleLine,
  RiCloseCircleLine,
  RiLoader2Line,
} from '@remixicon/react';
import { OperationStep, operationSteps } from '../../model/operationSteps';
import { deployTranslationRef } from '../../translation';
import styles from './OperationProgress.module.css';

const LOOKS = {
  done: { icon: RiCheckLine, label: 'operation.stepDone' },
  current: { icon: RiLoader2Line, label: 'operation.stepCurrent' },
  open: { icon: RiCircleLine, label: 'operation.stepOpen' },
  failed: { icon: RiCloseCircleLine, label: 'operation.stepFailed' },
} as const;

/** Props of {@link OperationProgress}. */
export type OperationProgressProps = { operation: Operation };

/** How far an operation is, step by step. */
export function OperationProgress({ operation }: OperationProgressProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div className={styles.root} role="status" aria-live="polite">
      <Text variant="body-small" weight="bold">
        {t(`operation.${operation.kind}`, { version: operation.to.version })}
      </Text>
      <ol className={styles.steps}>
        {operationSteps(operation).map(step => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
      <ChangeLink operation={operation} />
      {operation.stateReason ? (
        <Text variant="body-small">{operation.stateReason}</Text>
      ) : undefined}
    </div>
  );
}

function Step({ step }: { step: OperationStep }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { icon: Icon, label } = LOOKS[step.status];
  return (
    <li className={`${styles.step} ${styles[step.status]}`}>
      <Icon aria-hidden className={styles.icon} />
      {t(`operation.${step.id}`)}
      <VisuallyHidden>({t(label)})</VisuallyHidden>
    </li>
  );
}

function ChangeLink({ operation }: OperationProgressProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { change } = operation;
  if (!change?.url) {
    return null;
  }
  const text =
    change.kind === 'pull-request'
      ? t('operation.pullRequest', { number: String(change.number ?? '') })
      : t('operation.commit', { commit: change.commit?.slice(0, 7) ?? '' });
  const approvals = (change.reviews ?? []).filter(review => review.counts);
  return (
    <Text variant="body-small" as="p">
      <Link href={change.url} target="_blank" rel="noopener noreferrer">
        {text}
      </Link>
      {change.requiredApprovals
        ? ` · ${t('operation.approvals', {
            given: String(approvals.length),
            required: String(change.requiredApprovals),
          })}`
        : undefined}
    </Text>
  );
}
