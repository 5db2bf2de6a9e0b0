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
      {groupByCluster(checks).map(([cluster, group]) => {
        const title = cluster
          ? t('troubleshoot.inCluster', { cluster })
          : t('troubleshoot.general');
        return (
          <div key={cluster}>
            <Text as="h3" variant="title-x-small">
              {title}
            </Text>
            <ol className={styles.checks} aria-label={title}>
              {group.map(check => (
                <Check key={check.id} check={check} />
              ))}
            </ol>
          </div>
        );
      })}
    </>
  );
}

/** What is not about one cluster comes first, below the empty name. */
function groupByCluster(
  checks: TroubleshootCheck[],
): Array<[string, TroubleshootCheck[]]> {
  const groups = new Map<string, TroubleshootCheck[]>();
  for (const check of checks) {
    const cluster = check.cluster ?? '';
    groups.set(cluster, [...(groups.get(cluster) ?? []), check]);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b, 'en-US'));
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
  const { state, message, fix } = check;
  return (
    <li className={styles.check}>
      <span className={styles.state}>
        <CheckState state={state} />
      </span>
      <div>
        <Text as="p">{message}</Text>
        {fix ? (
          <Text as="p" variant="body-small" weight="bold">
            {t('order.fix', { fix })}
          </Text>
        ) : undefined}
      </div>
    </li>
  );
}
