import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Skeleton, Text } from '@backstage/ui';
import { TroubleshootCheck } from '@openportal/plugin-crossplane-common';
import { RiRefreshLine } from '@remixicon/react';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { useLiveRead } from '../../hooks/useLiveRead';
import { crossplaneTranslationRef } from '../../translation';
import { CheckState } from '../CheckState';
import { ProblemAlert } from '../ProblemAlert';
import styles from './Troubleshoot.module.css';

const INTERVAL_MS = 15_000;

/** Props of {@link TroubleshootReport}. */
export type TroubleshootReportProps = {
  xrd: string;
  /** Only this cluster. */
  cluster?: string;
};

/** What was checked for a template, with what to do about the rest. */
export function TroubleshootReport({ xrd, cluster }: TroubleshootReportProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const api = useApi(crossplaneApiRef);
  const { value, error, isPending, reload } = useLiveRead({
    key: `${xrd} ${cluster ?? ''}`,
    read: () => api.troubleshoot({ xrd, cluster }),
    intervalMs: () => INTERVAL_MS,
  });

  return (
    <section
      className={styles.page}
      aria-label={t('troubleshoot.report', { xrd })}
    >
      <div className={styles.header}>
        <Text as="h2" variant="title-small">
          {t('troubleshoot.report', { xrd })}
        </Text>
        <Button
          variant="secondary"
          size="small"
          iconStart={<RiRefreshLine aria-hidden />}
          onPress={reload}
        >
          {t('troubleshoot.again')}
        </Button>
      </div>
      {error ? (
        <ProblemAlert
          title={t('troubleshoot.errorTitle')}
          error={error}
          isStale={value !== undefined}
        />
      ) : undefined}
      {isPending ? (
        <div role="status" aria-label={t('troubleshoot.loading')}>
          <Skeleton height={160} />
        </div>
      ) : undefined}
      {value ? <Checks checks={value.checks} /> : undefined}
    </section>
  );
}

function Checks({ checks }: { checks: TroubleshootCheck[] }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const failed = checks.filter(({ state }) => state === 'failed');
  const unknown = checks.filter(({ state }) => state === 'unknown');
  return (
    <>
      <Summary failed={failed.length} unknown={unknown.length} />
      <ol className={styles.checks} aria-label={t('troubleshoot.checks')}>
        {checks.map(check => (
          <Check key={`${check.cluster ?? ''} ${check.id}`} check={check} />
        ))}
      </ol>
    </>
  );
}

function Summary({ failed, unknown }: { failed: number; unknown: number }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (failed > 0) {
    return (
      <Alert
        role="status"
        status="danger"
        icon
        title={t('troubleshoot.failed', { number: String(failed) })}
      />
    );
  }
  if (unknown > 0) {
    return (
      <Alert
        role="status"
        status="warning"
        icon
        title={t('troubleshoot.unknown', { number: String(unknown) })}
      />
    );
  }
  return (
    <Alert
      role="status"
      status="success"
      icon
      title={t('troubleshoot.passed')}
    />
  );
}

function Check({ check }: { check: TroubleshootCheck }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { id, cluster, state, message, fix } = check;
  return (
    <li className={styles.check} data-state={state} data-check={id}>
      <span className={styles.state}>
        <CheckState state={state} />
      </span>
      <div>
        <Text as="p">
          {cluster ? (
            <strong>{t('troubleshoot.inCluster', { cluster })} </strong>
          ) : undefined}
          {message}
        </Text>
        {fix ? (
          <Text as="p" variant="body-small" weight="bold">
            {t('order.fix', { fix })}
          </Text>
        ) : undefined}
      </div>
    </li>
  );
}
