import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import {
  ActionPreview,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';
import { useId } from 'react';
import { deployTranslationRef } from '../../translation';
import styles from './EnvironmentTile.module.css';

/** Props of {@link TileActions}. */
export type TileActionsProps = {
  view: EnvironmentView;
  /** Title of the environment that a promotion goes to. */
  targetTitle?: string;
  onPromote: (preview: ActionPreview) => void;
  onRollback: () => void;
};

/** The buttons of a tile. What cannot be done says why. */
export function TileActions(props: TileActionsProps) {
  const { view, targetTitle, onPromote, onRollback } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const explanationId = useId();
  const { promote, rollback } = view;
  const target = targetTitle ?? promote?.environment ?? '';
  const explanations = [
    promote && !promote.allowed
      ? t('tile.promoteDisabled', {
          environment: target,
          reason: refusal(promote),
        })
      : undefined,
    rollback && !rollback.allowed
      ? t('tile.rollbackDisabled', { reason: refusal(rollback) })
      : undefined,
  ].filter(text => text !== undefined);

  return (
    <div className={styles.actions}>
      <div className={styles.buttons}>
        {promote ? (
          <Button
            isDisabled={!promote.allowed}
            aria-describedby={explanationId}
            onPress={() => onPromote(promote)}
          >
            {t('tile.promote', { environment: target })}
          </Button>
        ) : undefined}
        {rollback ? (
          <Button
            variant="secondary"
            isDisabled={!rollback.allowed}
            aria-label={t('tile.rollbackLabel', {
              environment: view.environment.title,
            })}
            aria-describedby={explanationId}
            onPress={onRollback}
          >
            {t('tile.rollback')}
          </Button>
        ) : undefined}
      </div>
      <div id={explanationId}>
        {explanations.map(text => (
          <Text key={text} as="p" variant="body-x-small" color="secondary">
            {text}
          </Text>
        ))}
      </div>
    </div>
  );
}

/** The first gate that is in the way, with who can clear it. */
function refusal(preview: ActionPreview): string {
  return preview.gates.find(gate => gate.status === 'fail')?.reason ?? '';
}
