import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import {
  isCancellable,
  isRetryable,
  Operation,
  OperationActions,
} from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import styles from './OperationProgress.module.css';

/** Which dialog about an operation is shown. */
export type OperationDialogKind = 'operation' | 'approve' | 'cancel' | 'retry';

/** Shows a dialog about an operation. */
export type ShowOperation = (dialog: OperationDialogKind, id: string) => void;

/** Props of {@link OperationActionButtons}. */
export type OperationActionButtonsProps = {
  operation: Operation;
  actions: OperationActions;
  onShow: ShowOperation;
};

const REFUSED = {
  approve: 'operation.cannotApprove',
  cancel: 'operation.cannotCancel',
  retry: 'operation.cannotRetry',
} as const;

/** What can be done in the state that it is in; what cannot says why. */
export function OperationActionButtons(props: OperationActionButtonsProps) {
  const { operation, actions, onShow } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const possible = possibleActions(operation);
  return (
    <>
      <div className={styles.actions}>
        {possible
          .filter(kind => actions[kind].allowed)
          .map(kind => (
            <Button
              key={kind}
              variant={kind === 'approve' ? 'primary' : 'secondary'}
              size="small"
              onPress={() => onShow(kind, operation.id)}
            >
              {t(`operation.${kind}`)}
            </Button>
          ))}
      </div>
      {possible
        .filter(kind => !actions[kind].allowed)
        .map(kind => (
          <Text key={kind} as="p" variant="body-x-small" color="secondary">
            {t(REFUSED[kind], { reason: actions[kind].reason ?? '' })}
          </Text>
        ))}
    </>
  );
}

/** What makes sense for an operation, whoever looks at it. */
function possibleActions(operation: Operation): (keyof typeof REFUSED)[] {
  const { state, approval, cancelRequestedBy } = operation;
  const possible: (keyof typeof REFUSED)[] = [];
  if (approval && state === 'awaiting-approval') {
    possible.push('approve');
  }
  if (isCancellable(state) && cancelRequestedBy === undefined) {
    possible.push('cancel');
  }
  if (isRetryable(state)) {
    possible.push('retry');
  }
  return possible;
}
