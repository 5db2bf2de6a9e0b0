import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link, Skeleton, Text } from '@backstage/ui';
import { DefinitionMatch } from '@openportal/plugin-crossplane-common';
import { useEffect } from 'react';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { useLiveRead } from '../../hooks/useLiveRead';
import { troubleshootRouteRef } from '../../routes';
import { crossplaneTranslationRef } from '../../translation';
import { ProblemAlert } from '../ProblemAlert';
import styles from './Troubleshoot.module.css';

const INTERVAL_MS = 60_000;

/** Props of {@link DefinitionSearch}. */
export type DefinitionSearchProps = {
  search: string;
  /** Called when only one XRD can be meant. */
  onFound: (xrd: string) => void;
};

/** The XRDs that a text may mean; the only one is taken at once. */
export function DefinitionSearch({ search, onFound }: DefinitionSearchProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const api = useApi(crossplaneApiRef);
  const { value, error, isPending, reload } = useLiveRead({
    key: search,
    read: () => api.findDefinitions({ search }),
    intervalMs: () => INTERVAL_MS,
  });
  const only =
    value?.items.length === 1 && value.problems.length === 0
      ? value.items[0].xrd
      : undefined;
  useEffect(() => {
    if (only) {
      onFound(only);
    }
  }, [only, onFound]);

  if (isPending || only) {
    return (
      <div role="status" aria-label={t('troubleshoot.searching')}>
        <Skeleton height={80} />
      </div>
    );
  }
  return (
    <>
      {error ? (
        <ProblemAlert
          title={t('troubleshoot.searchError')}
          error={error}
          isStale={value !== undefined}
          onRetry={reload}
        />
      ) : undefined}
      {value && value.items.length > 0 ? (
        <Matches matches={value.items} />
      ) : undefined}
      {value && value.items.length === 0 ? (
        <Alert
          role="status"
          status="warning"
          icon
          title={t('troubleshoot.noMatch', { search })}
          description={t('troubleshoot.noMatchHint')}
        />
      ) : undefined}
      {value?.problems.map(problem => (
        <Text key={problem} as="p" variant="body-small" color="secondary">
          {t('troubleshoot.searchProblem', { reason: problem })}
        </Text>
      ))}
    </>
  );
}

function Matches({ matches }: { matches: DefinitionMatch[] }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const path = useRouteRef(troubleshootRouteRef)();
  return (
    <div className={styles.suggestions}>
      <Text as="h2" variant="body-small" weight="bold">
        {t('troubleshoot.matches')}
      </Text>
      <ul aria-label={t('troubleshoot.matches')}>
        {matches.map(({ xrd, kind, template }) => (
          <li key={xrd}>
            <Link href={`${path}?${new URLSearchParams({ xrd })}`}>{xrd}</Link>{' '}
            <Text variant="body-small" color="secondary">
              {[kind, template].filter(Boolean).join(', ')}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
