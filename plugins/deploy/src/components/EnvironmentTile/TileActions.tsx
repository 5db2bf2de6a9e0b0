import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { EnvironmentView, Gate } from '@openportal/plugin-deploy-common';
import { useId } from 'react';
import { useTitleOf } from '../../hooks/titleOf';
import { offerOf, rollbackOfferOf } from '../../model/actionRefusal';
import { asSentence } from '../../model/asSentence';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import type { EnvironmentTileProps } from './EnvironmentTile';
import { TileMenu } from './TileMenu';
import styles from './EnvironmentTile.module.css';

/** Props of {@link TileActions}. */
export type TileActionsProps = EnvironmentTileProps & {
  /** The environment before it. */
  previous?: EnvironmentView;
};

/** The one button of a tile and its menu. What cannot be done says why, and who can clear it. */
export function TileActions(props: TileActionsProps) {
  const { view, onPromote } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const explain = useExplanation();
  const explanationId = useId();
  const { promote, rollback, activeOperation, operationActions } = view;
  const target = promote ? titleOf(promote.environment) : '';
  const promoteOffer = promote && offerOf(promote);
  const rollbackOffer = rollback && rollbackOfferOf(rollback);
  const explanations = [
    promoteOffer?.refusal &&
      t('tile.promoteDisabled', {
        environment: target,
        reason: explain(promoteOffer.refusal),
      }),
    rollbackOffer?.refusal &&
      !rollbackOffer.isOffered &&
      t('tile.rollbackDisabled', { reason: explain(rollbackOffer.refusal) }),
    activeOperation &&
      operationActions &&
      !operationActions.cancel.allowed &&
      operationActions.cancel.reason &&
      t('tile.cancelDisabled', { reason: operationActions.cancel.reason }),
  ].filter(text => typeof text === 'string');

  return (
    <div className={styles.actions}>
      <div className={styles.buttons}>
        {promote && promoteOffer ? (
          <Button
            isDisabled={!promoteOffer.isOffered}
            aria-describedby={
              explanations.length > 0 ? explanationId : undefined
            }
            onPress={() => onPromote(promote)}
          >
            {t('tile.promote', { environment: target })}
          </Button>
        ) : undefined}
        <TileMenu {...props} canRollback={rollbackOffer?.isOffered ?? false} />
      </div>
      {
        // Not tooltips: what is disabled cannot be focused, nor pointed at on a phone.
        explanations.length > 0 ? (
          <div id={explanationId}>
            {explanations.map(text => (
              <Text key={text} as="p" variant="body-x-small" color="secondary">
                {text}
              </Text>
            ))}
          </div>
        ) : undefined
      }
    </div>
  );
}

/** Why a gate is in the way, who can clear it, and when it clears by itself. */
function useExplanation(): (gate: Gate) => string {
  const { t } = useTranslationRef(deployTranslationRef);
  const { relativeTime } = useTimes();
  return gate =>
    [
      asSentence(gate.reason),
      gate.clearedBy
        ? asSentence(t('tile.clearedBy', { who: gate.clearedBy }))
        : undefined,
      gate.clearsAt
        ? t('tile.clearsAt', { when: relativeTime(gate.clearsAt) })
        : undefined,
      gate.breakGlass ? t('tile.breakGlass') : undefined,
    ]
      .filter(Boolean)
      .join(' ');
}
