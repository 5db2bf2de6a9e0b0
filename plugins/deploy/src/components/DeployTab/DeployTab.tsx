import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Skeleton, Text } from '@backstage/ui';
import {
  ActionPreview,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';
import { RiRefreshLine } from '@remixicon/react';
import { useState } from 'react';
import { useDeployments } from '../../hooks/useDeployments';
import { deployTranslationRef } from '../../translation';
import { EnvironmentTile } from '../EnvironmentTile';
import { History } from '../History';
import { PromoteDialog } from '../PromoteDialog';
import { relativeTime } from '../relativeTime';
import { RollbackDialog } from '../RollbackDialog';
import styles from './DeployTab.module.css';

/** Props of {@link DeployTab}. */
export type DeployTabProps = { entityRef: string };

type OpenDialog =
  | { kind: 'promote'; source: EnvironmentView; preview: ActionPreview }
  | { kind: 'rollback'; target: EnvironmentView };

/** Every environment of an entity, with what can be done to each. */
export function DeployTab({ entityRef }: DeployTabProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { view, error, receivedAt, reload } = useDeployments(entityRef);
  const [dialog, setDialog] = useState<OpenDialog>();

  if (!view) {
    return error ? (
      <Alert
        status="danger"
        icon
        role="alert"
        title={t('tab.errorTitle')}
        description={error.message}
        customActions={
          <Button variant="secondary" onPress={reload}>
            {t('tab.refresh')}
          </Button>
        }
      />
    ) : (
      <LoadingTiles label={t('tab.loading')} />
    );
  }

  const close = () => {
    setDialog(undefined);
    reload();
  };

  return (
    <div className={styles.page}>
      {error ? (
        <Alert
          status="warning"
          icon
          role="alert"
          title={t('tab.staleErrorTitle')}
          description={error.message}
        />
      ) : undefined}
      {view.problems.map(problem => (
        <Alert
          key={`${problem.code}:${problem.annotation ?? ''}`}
          status="warning"
          icon
          title={problem.message}
        />
      ))}
      <div className={styles.toolbar}>
        <Text as="h2" variant="title-small">
          {t('tab.environments')}
        </Text>
        <div className={styles.toolbar}>
          <Text variant="body-small" color="secondary">
            {receivedAt
              ? t('tab.updated', {
                  when: relativeTime(receivedAt.toISOString()),
                })
              : undefined}
          </Text>
          <Button
            variant="secondary"
            iconStart={<RiRefreshLine />}
            onPress={reload}
          >
            {t('tab.refresh')}
          </Button>
        </div>
      </div>
      <ul className={styles.tiles} aria-label={t('tab.environments')}>
        {view.environments.map(environment => (
          <EnvironmentTile
            key={environment.environment.name}
            view={environment}
            environments={view.environments}
            onPromote={preview =>
              setDialog({ kind: 'promote', source: environment, preview })
            }
            onRollback={() =>
              setDialog({ kind: 'rollback', target: environment })
            }
          />
        ))}
      </ul>
      <Text as="h2" variant="title-small">
        {t('tab.history')}
      </Text>
      <History entityRef={entityRef} changedAt={view.generatedAt} />
      {dialog?.kind === 'promote' ? (
        <PromoteDialog
          entityRef={entityRef}
          source={dialog.source}
          preview={dialog.preview}
          target={view.environments.find(
            ({ environment }) =>
              environment.name === dialog.preview.environment,
          )}
          onClose={close}
        />
      ) : undefined}
      {dialog?.kind === 'rollback' ? (
        <RollbackDialog
          entityRef={entityRef}
          target={dialog.target}
          onClose={close}
        />
      ) : undefined}
    </div>
  );
}

function LoadingTiles({ label }: { label: string }) {
  return (
    <div className={styles.tiles} role="status" aria-label={label}>
      {['first', 'second', 'third', 'fourth'].map(key => (
        <Skeleton key={key} className={styles.skeleton} />
      ))}
    </div>
  );
}
