import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useRouteRefParams } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { RiArrowRightLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { deployApiRef } from '../../api/deployApiRef';
import { useDiff } from '../../hooks/useDiff';
import { useRead } from '../../hooks/useRead';
import { chooseEnvironments } from '../../model/chooseEnvironments';
import { diffRouteRef } from '../../routes';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { entityName } from '../names';
import { PageHeader } from '../PageHeader';
import { ProblemAlert } from '../ProblemAlert';
import { DiffView } from './DiffView';
import { EnvironmentPickers } from './EnvironmentPickers';
import { Placeholder } from '../Placeholder';
import styles from './DiffView.module.css';

/** Compares two environments of an entity. Which ones is in the address, so that it can be shared. */
export function DiffPage() {
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const entityRef = stringifyEntityRef(useRouteRefParams(diffRouteRef));
  const api = useApi(deployApiRef);
  const environments = useRead(entityRef, async signal => {
    const view = await api.getDeployments(entityRef, { signal });
    return view.environments.map(({ environment }) => environment);
  });
  const [query, setQuery] = useSearchParams();
  const choice = chooseEnvironments(environments.value ?? [], {
    from: query.get('from') ?? undefined,
    to: query.get('to') ?? undefined,
  });
  const { from, to } = choice;
  const diff = useDiff(
    entityRef,
    from && to && from !== to ? { from, to } : undefined,
  );
  const name = entityName(entityRef);

  return (
    <div className={styles.page}>
      <PageHeader
        entityRef={entityRef}
        receivedAt={diff.receivedAt}
        error={environments.error ?? diff.error}
        onRefresh={environments.error ? environments.reload : diff.reload}
      />
      <Text as="h2" variant="title-medium">
        {from && to
          ? t('comparison.title', {
              name,
              from: titleOf(from),
              to: titleOf(to),
            })
          : t('comparison.titleOpen', { name })}
      </Text>
      {environments.error ? (
        <ProblemAlert
          title={t('comparison.environmentsErrorTitle')}
          error={environments.error}
          onRetry={environments.reload}
        />
      ) : undefined}
      {environments.value ? (
        <EnvironmentPickers
          environments={environments.value}
          from={from}
          to={to}
          onChange={chosen =>
            setQuery(new URLSearchParams(Object.entries(chosen)), {
              replace: true,
            })
          }
        />
      ) : undefined}
      {environments.value ? (
        <ChoiceNote
          name={name}
          names={environments.value.map(environment => environment.name)}
          {...choice}
        />
      ) : undefined}
      {diff.error ? (
        <ProblemAlert
          title={t(
            diff.value ? 'comparison.staleErrorTitle' : 'comparison.errorTitle',
          )}
          error={diff.error}
          isStale={diff.value !== undefined}
          onRetry={diff.reload}
        />
      ) : undefined}
      {diff.isPending || (!environments.value && !environments.error) ? (
        <LoadingComparison />
      ) : undefined}
      {diff.value ? <DiffView diff={diff.value} /> : undefined}
    </div>
  );
}

/** Both versions and what lies between them, in their places, while nothing is known yet. */
function LoadingComparison() {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div
      className={styles.root}
      role="status"
      aria-label={t('comparison.loading')}
    >
      <div className={styles.sides}>
        <Placeholder height={180} />
        <RiArrowRightLine aria-hidden className={styles.arrow} />
        <Placeholder height={180} />
      </div>
      <Placeholder height={72} />
      <Placeholder height={120} />
    </div>
  );
}

/** Why there is nothing to compare yet. */
function ChoiceNote(props: {
  name: string;
  names: string[];
  from?: string;
  to?: string;
  unknown: string[];
}) {
  const { name, names, from, to, unknown } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const text = () => {
    if (names.length < 2) {
      return t('comparison.tooFew', { entity: name });
    }
    if (unknown.length > 0) {
      return t('comparison.noSuchEnvironment', {
        entity: name,
        environment: unknown.join(', '),
        names: names.map(titleOf).join(', '),
      });
    }
    if (!from || !to) {
      return t('comparison.choose');
    }
    return from === to ? t('comparison.chooseDifferent') : undefined;
  };
  const title = text();
  return title ? (
    <Alert role="status" status="info" icon title={title} />
  ) : null;
}
