import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { DeploymentView } from '@openportal/plugin-deploy-common';
import { ViewTitles } from '../../hooks/titleOf';
import { useDeployments } from '../../hooks/useDeployments';
import { useNow } from '../../hooks/useNow';
import { historyKey } from '../../model/historyKey';
import { isBeingCreated } from '../../model/isBeingCreated';
import { deployTranslationRef } from '../../translation';
import { CreationNotice } from '../CreationProgress';
import { EnvironmentTile } from '../EnvironmentTile';
import { FreezeBanner } from '../FreezeBanner';
import { History } from '../History';
import { ProblemAlert } from '../ProblemAlert';
import { RefreshButton } from '../RefreshButton';
import { UpdatedAt } from '../UpdatedAt';
import { LoadingTiles } from './LoadingTiles';
import { ProblemList } from './ProblemList';
import { TabDialogs } from './TabDialogs';
import { useShowHistory } from './useShowHistory';
import {
  ENVIRONMENTS_ID,
  TabDialogsState,
  useTabDialogs,
} from './useTabDialogs';
import styles from './DeployTab.module.css';

/** How often it is looked whether what is shown has become too old. */
const STALE_TICK_MS = 10_000;

/** Props of {@link DeployTab}. */
export type DeployTabProps = { entityRef: string };

/** Every environment of an entity, with what can be done to each. */
export function DeployTab({ entityRef }: DeployTabProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const deployments = useDeployments(entityRef);
  const dialogs = useTabDialogs();
  const history = useShowHistory();
  const { value: view, error, receivedAt, reload, refresh } = deployments;

  if (!view) {
    return error ? (
      <ProblemAlert
        title={t('tab.errorTitle')}
        error={error}
        onRetry={reload}
      />
    ) : (
      <LoadingTiles />
    );
  }

  return (
    <ViewTitles view={view}>
      <div className={styles.page}>
        {error ? (
          <ProblemAlert
            title={t('tab.staleErrorTitle')}
            error={error}
            isStale
            onRetry={reload}
          />
        ) : undefined}
        <FreezeBanner freezes={view.freezes} />
        <ProblemList problems={view.problems} />
        <CreationNotice entityRef={entityRef} isNew={isBeingCreated(view)} />
        <div className={styles.toolbar}>
          <Text
            as="h2"
            variant="title-small"
            id={ENVIRONMENTS_ID}
            tabIndex={-1}
          >
            {t('tab.environments')}
          </Text>
          <div className={styles.toolbar}>
            <UpdatedAt at={receivedAt} />
            <RefreshButton
              receivedAt={receivedAt}
              error={error}
              onRefresh={refresh}
            />
          </div>
        </div>
        {view.environments.length === 0 ? (
          <Alert
            role="status"
            status="info"
            icon
            title={t('tab.emptyTitle')}
            description={t('tab.empty')}
          />
        ) : (
          <Tiles
            view={view}
            receivedAt={receivedAt}
            dialogs={dialogs}
            onHistory={history.show}
          />
        )}
        <Text as="h2" variant="title-small" tabIndex={-1} ref={history.heading}>
          {t('tab.history')}
        </Text>
        <History
          entityRef={entityRef}
          environments={view.environments.map(
            ({ environment }) => environment.name,
          )}
          changedAt={historyKey(view)}
          onCleared={history.focus}
        />
        <TabDialogs
          entityRef={entityRef}
          view={view}
          state={dialogs}
          onChanged={reload}
        />
      </div>
    </ViewTitles>
  );
}

function Tiles(props: {
  view: DeploymentView;
  receivedAt?: Date;
  dialogs: TabDialogsState;
  onHistory: (environment: string) => void;
}) {
  const { view, receivedAt, dialogs, onHistory } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const now = useNow(STALE_TICK_MS);
  const ageMs = receivedAt
    ? Math.max(0, now.getTime() - receivedAt.getTime())
    : 0;
  return (
    <ul className={styles.tiles} aria-label={t('tab.environments')}>
      {view.environments.map(environment => {
        const { name } = environment.environment;
        return (
          <EnvironmentTile
            key={name}
            view={environment}
            environments={view.environments}
            freezes={view.freezes}
            answer={{ generatedAt: view.generatedAt, ageMs }}
            onPromote={preview =>
              dialogs.open(
                { kind: 'promote', environment: name, preview },
                name,
              )
            }
            onRollback={() =>
              dialogs.open({ kind: 'rollback', environment: name }, name)
            }
            onDiff={from =>
              dialogs.open({ kind: 'diff', from, to: name }, name)
            }
            onHistory={() => onHistory(name)}
            onShowOperation={(kind, id) => dialogs.open({ kind, id }, name)}
          />
        );
      })}
    </ul>
  );
}
