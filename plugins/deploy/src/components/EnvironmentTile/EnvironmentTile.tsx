import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Box, Button, Text } from '@backstage/ui';
import {
  ActionPreview,
  EnvironmentView,
  FreezeView,
} from '@openportal/plugin-deploy-common';
import { environmentStatus } from '../../model/environmentStatus';
import { isStale } from '../../model/staleness';
import { isUnsuccessful } from '../../model/operationSteps';
import { deployTranslationRef } from '../../translation';
import { ClampedText } from '../ClampedText';
import { LateSuccess } from '../LateSuccess';
import { OperationProgress, ShowOperation } from '../OperationProgress';
import { STATE_KEYS } from '../operationStateKeys';
import { StatusLabel } from '../StatusLabel';
import { SourceProblems } from './SourceProblems';
import { TileActions } from './TileActions';
import { TileBadges } from './TileBadges';
import { TileVersion } from './TileVersion';
import styles from './EnvironmentTile.module.css';

/** What can be opened from a tile. */
export type TileCallbacks = {
  onPromote: (preview: ActionPreview) => void;
  onRollback: () => void;
  /** Compares the environment before with this one. */
  onDiff: (from: string) => void;
  onHistory: () => void;
  onShowOperation: ShowOperation;
};

/** Props of {@link EnvironmentTile}. */
export type EnvironmentTileProps = TileCallbacks & {
  view: EnvironmentView;
  /** All environments of the entity, for the titles of its neighbors. */
  environments: EnvironmentView[];
  freezes: FreezeView[];
  /** When the answer was made, and how long ago it came. */
  answer: { generatedAt: string; ageMs: number };
};

/** One environment: what should run, what runs, and what can be done. */
export function EnvironmentTile(props: EnvironmentTileProps) {
  const { view, environments, freezes, answer, onShowOperation } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { environment, state, activeOperation } = view;
  const status = environmentStatus(view);
  const stale = isStale(state, answer);
  const headingId = `deploy-environment-${environment.name}`;
  const previous =
    environments[
      environments.findIndex(
        other => other.environment.name === environment.name,
      ) - 1
    ];

  return (
    <Box
      as="li"
      // Tells the buttons inside what they stand on, so that they can be seen.
      bg="neutral"
      className={styles.tile}
      data-status={status}
      data-stale={stale}
      aria-labelledby={headingId}
    >
      <div className={styles.header}>
        <Text as="h3" variant="title-x-small" id={headingId}>
          {environment.title}
        </Text>
        <StatusLabel status={status} isStale={stale} />
      </div>
      <TileVersion view={view} previous={previous} />
      {state.message && state.health !== 'healthy' ? (
        <ClampedText variant="body-small">{state.message}</ClampedText>
      ) : undefined}
      <TileBadges
        view={view}
        isStale={stale}
        freeze={freezes.find(
          freeze =>
            freeze.active && freeze.environments.includes(environment.name),
        )}
      />
      <SourceProblems state={state} />
      {activeOperation ? (
        <div className={styles.operation}>
          <OperationProgress
            key={activeOperation.id}
            operation={activeOperation}
            countsApprovals
          />
          {view.operationActions?.approve.allowed ? (
            <Button
              size="small"
              aria-label={t('tile.reviewLabel', {
                environment: environment.title,
              })}
              onPress={() => onShowOperation('approve', activeOperation.id)}
            >
              {t('tile.review')}
            </Button>
          ) : undefined}
        </div>
      ) : (
        <LastFailure view={view} onShowOperation={onShowOperation} />
      )}
      <TileActions {...props} previous={previous} />
    </Box>
  );
}

/** How the last change ended, where it did not do what was asked for. */
function LastFailure(props: {
  view: EnvironmentView;
  onShowOperation: ShowOperation;
}) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { lastOperation, environment } = props.view;
  if (!lastOperation || !isUnsuccessful(lastOperation.state)) {
    return null;
  }
  return (
    <div className={styles.operation}>
      <Text as="p" variant="body-small" weight="bold">
        {t('tile.lastFailed', {
          what: t(`operation.${lastOperation.kind}`, {
            version: lastOperation.to.version,
          }),
          state: t(STATE_KEYS[lastOperation.state]),
        })}
      </Text>
      {lastOperation.stateReason ? (
        <ClampedText variant="body-small">
          {lastOperation.stateReason}
        </ClampedText>
      ) : undefined}
      <LateSuccess operation={lastOperation} />
      <Button
        size="small"
        variant="secondary"
        aria-label={t('tile.detailsLabel', { environment: environment.title })}
        onPress={() => props.onShowOperation('operation', lastOperation.id)}
      >
        {t('tile.details')}
      </Button>
    </div>
  );
}
