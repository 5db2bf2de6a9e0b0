import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import {
  ActionPreview,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';
import { environmentStatus } from '../../model/environmentStatus';
import { deployTranslationRef } from '../../translation';
import { OperationProgress } from '../OperationProgress';
import { relativeTime } from '../relativeTime';
import { StatusLabel } from '../StatusLabel';
import { TileActions } from './TileActions';
import styles from './EnvironmentTile.module.css';

/** Props of {@link EnvironmentTile}. */
export type EnvironmentTileProps = {
  view: EnvironmentView;
  /** All environments of the entity, for the titles of promotion targets. */
  environments: EnvironmentView[];
  onPromote: (preview: ActionPreview) => void;
  onRollback: () => void;
};

/** One environment: what should run, what runs, and what can be done. */
export function EnvironmentTile(props: EnvironmentTileProps) {
  const { view, environments, onPromote, onRollback } = props;
  const { environment, state, activeOperation } = view;
  const status = environmentStatus(view);
  const headingId = `deploy-environment-${environment.name}`;

  return (
    <li
      className={styles.tile}
      data-status={status}
      aria-labelledby={headingId}
    >
      <div className={styles.header}>
        <Text as="h3" variant="title-x-small" id={headingId}>
          {environment.title}
        </Text>
        <StatusLabel status={status} />
      </div>
      <VersionLine state={state} />
      <ChangedLine state={state} />
      {state.message && state.health !== 'healthy' ? (
        <Text variant="body-small">{state.message}</Text>
      ) : undefined}
      <Badges state={state} />
      {activeOperation ? (
        <OperationProgress
          key={activeOperation.id}
          operation={activeOperation}
        />
      ) : undefined}
      {state.links.length > 0 ? (
        <div className={styles.links}>
          {state.links.map(link => (
            <Link
              key={`${link.kind}:${link.url}`}
              href={link.url}
              target="_blank"
              rel="noopener noreferrer"
              variant="body-small"
            >
              {link.title}
            </Link>
          ))}
        </div>
      ) : undefined}
      <TileActions
        view={view}
        targetTitle={
          environments.find(
            ({ environment: { name } }) => name === view.promote?.environment,
          )?.environment.title
        }
        onPromote={onPromote}
        onRollback={onRollback}
      />
    </li>
  );
}

type State = { state: EnvironmentView['state'] };

function VersionLine({ state }: State) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { desired, observed } = state;
  const shown = desired ?? observed;
  return (
    <div>
      <Text
        variant="title-small"
        className={styles.version}
        title={shown?.image}
      >
        {desired?.url ? (
          <Link href={desired.url} target="_blank" rel="noopener noreferrer">
            {desired.version}
          </Link>
        ) : (
          shown?.version ?? t('tile.noVersion')
        )}
      </Text>
      {desired && observed?.version && observed.version !== desired.version ? (
        <Text variant="body-small" as="p">
          {t('tile.running', { version: observed.version })}
        </Text>
      ) : undefined}
    </div>
  );
}

function ChangedLine({ state }: State) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { desired } = state;
  if (!desired?.changedAt) {
    return null;
  }
  const when = relativeTime(desired.changedAt);
  return (
    <Text variant="body-small" color="secondary">
      {desired.changedBy
        ? t('tile.changedBy', { when, who: desired.changedBy })
        : t('tile.changed', { when })}
    </Text>
  );
}

function Badges({ state }: State) {
  const { t } = useTranslationRef(deployTranslationRef);
  if (!state.drift && !state.stale) {
    return null;
  }
  return (
    <div className={styles.badges}>
      {state.drift ? (
        <span className={styles.badge} title={t('tile.driftExplained')}>
          {t('tile.drift')}
        </span>
      ) : undefined}
      {state.stale ? (
        <span className={styles.badge} title={state.sources.observed.error}>
          {state.observedAt
            ? t('tile.staleSince', { when: relativeTime(state.observedAt) })
            : t('tile.neverSeen')}
        </span>
      ) : undefined}
    </div>
  );
}
