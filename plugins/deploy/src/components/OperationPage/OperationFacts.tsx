import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import {
  DeployedVersion,
  isFinalState,
  Operation,
} from '@openportal/plugin-deploy-common';
import { ReactNode } from 'react';
import { useDeployPaths } from '../../hooks/useDeployPaths';
import { useTitleOf } from '../../hooks/titleOf';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { CopyButton } from '../CopyButton';
import { ExternalLink } from '../ExternalLink';
import { userName } from '../names';
import { Time } from '../Time';
import styles from './OperationPage.module.css';

/** Props of {@link OperationFacts}. */
export type OperationFactsProps = { operation: Operation };

/** Who asked for what, where and why, and what was written for it. */
export function OperationFacts({ operation }: OperationFactsProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { from, to, environment, sourceEnvironment, change } = operation;
  const { requestedBy, channel, reason, correlationId } = operation;
  return (
    <dl className={styles.facts}>
      <Fact term={t('operationPage.where')}>
        {sourceEnvironment
          ? t('operationPage.fromTo', {
              from: titleOf(sourceEnvironment),
              to: titleOf(environment),
            })
          : titleOf(environment)}
      </Fact>
      <Fact term={t('operationPage.from')}>
        {from ? <Version version={from} /> : t('dialog.nothing')}
      </Fact>
      <Fact term={t('operationPage.to')}>
        <Version version={to} />
      </Fact>
      <Fact term={t('operationPage.requestedBy')}>
        {t('operationPage.requested', {
          who: userName(requestedBy),
          channel: t(`operationPage.channels.${channel}`),
        })}
      </Fact>
      {reason ? (
        <Fact term={t('operationPage.reason')}>{reason}</Fact>
      ) : undefined}
      <Times operation={operation} />
      {change ? <Change change={change} /> : undefined}
      <RetryOf operation={operation} />
      <Fact term={t('operationPage.correlation')}>
        <span className={styles.withButton}>
          <code>{correlationId}</code>
          <CopyButton
            text={correlationId}
            what={t('operationPage.correlation')}
          />
        </span>
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Version({ version }: { version: DeployedVersion }) {
  return (
    <>
      {version.version}
      <br />
      <code className={styles.image}>{version.image}</code>
    </>
  );
}

function Times({ operation }: OperationFactsProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { fullTime, lengthOfTime } = useTimes();
  const { requestedAt, finishedAt, deadline, state, lateSuccessAt } = operation;
  const duration =
    finishedAt && Date.parse(finishedAt) - Date.parse(requestedAt);
  return (
    <>
      <Fact term={t('operationPage.requestedAt')}>
        <Time value={requestedAt} />
      </Fact>
      {finishedAt ? (
        <Fact term={t('operationPage.finishedAt')}>
          {typeof duration === 'number' && duration >= 0
            ? t('operationPage.finishedAfter', {
                when: <Time value={finishedAt} />,
                duration: lengthOfTime(duration),
              })
            : fullTime(finishedAt)}
        </Fact>
      ) : undefined}
      {lateSuccessAt ? (
        <Fact term={t('operationPage.lateSuccess')}>
          <Time value={lateSuccessAt} />
        </Fact>
      ) : undefined}
      {deadline && !isFinalState(state) ? (
        <Fact term={t('operationPage.deadline')}>
          <Time value={deadline} />
        </Fact>
      ) : undefined}
    </>
  );
}

function Change({ change }: { change: NonNullable<Operation['change']> }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { kind, url, number, commit, headSha, blockedBy } = change;
  const name = () => {
    switch (kind) {
      case 'pull-request':
        return t('operation.pullRequest', { number: String(number ?? '') });
      case 'job':
        return t('operation.job');
      case 'unchanged':
        return t('operationPage.unchanged');
      default:
        return t('operation.commit', { commit: commit?.slice(0, 7) ?? '' });
    }
  };
  return (
    <>
      <Fact term={t('operationPage.change')}>
        <ExternalLink href={url}>{name()}</ExternalLink>
      </Fact>
      {commit ? (
        <Fact term={t('operationPage.commit')}>
          <code>{commit}</code>
        </Fact>
      ) : undefined}
      {headSha && headSha !== commit ? (
        <Fact term={t('operationPage.head')}>
          <code>{headSha}</code>
        </Fact>
      ) : undefined}
      {blockedBy ? (
        <Fact term={t('operationPage.blocked')}>{blockedBy}</Fact>
      ) : undefined}
    </>
  );
}

function RetryOf({ operation }: OperationFactsProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const paths = useDeployPaths();
  const { retryOf } = operation;
  if (!retryOf) {
    return null;
  }
  const path = paths.operation(retryOf);
  const text = t('operationPage.earlierTry');
  return (
    <Fact term={t('operationPage.retryOf')}>
      {path ? <Link href={path}>{text}</Link> : <code>{retryOf}</code>}
    </Fact>
  );
}
