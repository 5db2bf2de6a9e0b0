import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text, VisuallyHidden } from '@backstage/ui';
import { Operation, OperationEvent } from '@openportal/plugin-deploy-common';
import {
  RiCheckLine,
  RiCircleLine,
  RiCloseCircleLine,
  RiLoader2Line,
} from '@remixicon/react';
import { countApprovals } from '../../model/countApprovals';
import { OperationStep, operationSteps } from '../../model/operationSteps';
import { deployTranslationRef } from '../../translation';
import { ExternalLink } from '../ExternalLink';
import { LateSuccess } from '../LateSuccess';
import { userName } from '../names';
import styles from './OperationProgress.module.css';

const LOOKS = {
  done: { icon: RiCheckLine, label: 'operation.stepDone' },
  current: { icon: RiLoader2Line, label: 'operation.stepCurrent' },
  open: { icon: RiCircleLine, label: 'operation.stepOpen' },
  failed: { icon: RiCloseCircleLine, label: 'operation.stepFailed' },
} as const;

/** Props of {@link OperationProgress}. */
export type OperationProgressProps = {
  operation: Operation;
  /** What happened so far; tells where exactly an operation ended. */
  events?: OperationEvent[];
  /** Says how many approvals there are; not where a list of them follows. */
  countsApprovals?: boolean;
};

/** How far an operation is, step by step. */
export function OperationProgress(props: OperationProgressProps) {
  const { operation, events, countsApprovals } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const steps = operationSteps(
    operation,
    events?.map(({ state }) => state),
  );
  return (
    <div className={styles.root}>
      <Announcement operation={operation} steps={steps} />
      <Text variant="body-small" weight="bold">
        {t(`operation.${operation.kind}`, { version: operation.to.version })}
      </Text>
      <ol className={styles.steps} aria-label={t('operation.steps')}>
        {steps.map(step => (
          <Step key={step.id} step={step} operation={operation} />
        ))}
      </ol>
      <ChangeLink
        operation={operation}
        approvals={countsApprovals ? countApprovals(operation) : undefined}
      />
      {operation.breakGlass ? (
        <Text as="p" variant="body-small" weight="bold">
          {t('operation.brokenGlass', {
            who: userName(operation.breakGlass.by),
            reason: operation.breakGlass.reason,
          })}
        </Text>
      ) : undefined}
      {operation.cancelRequestedBy ? (
        <Text as="p" variant="body-small">
          {t('operation.cancelRequested', {
            who: userName(operation.cancelRequestedBy),
          })}
        </Text>
      ) : undefined}
      {operation.stateReason ? (
        <Text as="p" variant="body-small">
          {operation.stateReason}
        </Text>
      ) : undefined}
      <LateSuccess operation={operation} />
    </div>
  );
}

/** Says each new step once. All of the progress would be said again with every link and number in it otherwise. */
function Announcement(props: { operation: Operation; steps: OperationStep[] }) {
  const { operation, steps } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const step =
    steps.find(({ status }) => status === 'current' || status === 'failed') ??
    steps.at(-1);
  return (
    <VisuallyHidden role="status">
      {step
        ? t('operation.announced', {
            what: t(`operation.${operation.kind}`, {
              version: operation.to.version,
            }),
            step: t(stepKeyOf(step, operation)),
            status: t(LOOKS[step.status].label),
          })
        : undefined}
    </VisuallyHidden>
  );
}

/** The text of a step: a job writes nothing to git. */
function stepKeyOf(
  { id }: OperationStep,
  { strategy }: Pick<Operation, 'strategy'>,
) {
  if (strategy === 'job' && id === 'committed') {
    return 'operation.committedJob' as const;
  }
  return strategy === 'job' && id === 'syncing'
    ? ('operation.syncingJob' as const)
    : (`operation.${id}` as const);
}

function Step(props: { step: OperationStep; operation: Operation }) {
  const { step, operation } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { icon: Icon, label } = LOOKS[step.status];
  return (
    <li
      className={`${styles.step} ${styles[step.status]}`}
      aria-current={step.status === 'current' ? 'step' : undefined}
    >
      <Icon aria-hidden className={styles.icon} />
      {t(stepKeyOf(step, operation))}
      <VisuallyHidden>({t(label)})</VisuallyHidden>
    </li>
  );
}

function ChangeLink(props: {
  operation: Operation;
  approvals: ReturnType<typeof countApprovals>;
}) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { change } = props.operation;
  const { approvals } = props;
  const parts = [
    change?.url ? (
      <ExternalLink key="link" href={change.url}>
        <ChangeName change={change} />
      </ExternalLink>
    ) : undefined,
    approvals ? (
      <span key="approvals">
        {t('operation.approvals', {
          given: String(approvals.given),
          required: String(approvals.required),
        })}
      </span>
    ) : undefined,
  ].filter(part => part !== undefined);
  return (
    <>
      {parts.length > 0 ? (
        <Text variant="body-small" as="p">
          {parts.map((part, index) =>
            index === 0 ? part : <span key={part.key}> · {part}</span>,
          )}
        </Text>
      ) : undefined}
      {change?.blockedBy ? (
        <Text as="p" variant="body-small">
          {t('operation.blockedBy', { reason: change.blockedBy })}
        </Text>
      ) : undefined}
    </>
  );
}

function ChangeName(props: { change: NonNullable<Operation['change']> }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { kind, number, commit } = props.change;
  if (kind === 'pull-request') {
    return <>{t('operation.pullRequest', { number: String(number ?? '') })}</>;
  }
  return (
    <>
      {kind === 'job'
        ? t('operation.job')
        : t('operation.commit', { commit: commit?.slice(0, 7) ?? '' })}
    </>
  );
}
