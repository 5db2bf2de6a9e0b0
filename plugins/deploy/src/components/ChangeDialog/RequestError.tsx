import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text } from '@backstage/ui';
import { ChangedValue, displayVersion } from '@openportal/plugin-deploy-common';
import { activeOperationOf, hasChanged } from '../../model/requestOutcome';
import { deployTranslationRef } from '../../translation';

/** Props of {@link RequestError}. */
export type RequestErrorProps = {
  error: Error;
  /** Takes over what is there now, where the request was about something else. */
  onTakeNew?: () => void;
  isTakingNew?: boolean;
  /** Shows the operation that was first. */
  onShowOperation?: (id: string) => void;
};

/** Why a request was refused, and what to do about it. */
export function RequestError(props: RequestErrorProps) {
  const { error, onTakeNew, isTakingNew, onShowOperation } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const activeOperation = activeOperationOf(error);

  if (hasChanged(error)) {
    return (
      <Alert
        role="alert"
        status="warning"
        icon
        title={t('dialog.changed')}
        description={
          <>
            <Text as="p" variant="body-small">
              {error.message}
            </Text>
            {error.changed.filter(isVersion).map(value => (
              <Changed key={value.field} value={value} />
            ))}
          </>
        }
        customActions={
          onTakeNew ? (
            <Button
              variant="secondary"
              size="small"
              isPending={isTakingNew}
              onPress={onTakeNew}
            >
              {t('dialog.takeNew')}
            </Button>
          ) : undefined
        }
      />
    );
  }
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={error.message}
      customActions={
        activeOperation && onShowOperation ? (
          <Button
            variant="secondary"
            size="small"
            onPress={() => onShowOperation(activeOperation)}
          >
            {t('dialog.showActive')}
          </Button>
        ) : undefined
      }
    />
  );
}

/** Of other things the message tells: they have no version to show. */
function isVersion({ field }: ChangedValue): boolean {
  return field === 'from' || field === 'to';
}

function Changed({ value }: { value: ChangedValue }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const name = (image: string | undefined) =>
    image === undefined ? t('dialog.nothing') : displayVersion(image);
  return (
    <Text as="p" variant="body-small" weight="bold">
      {t(value.field === 'from' ? 'dialog.changedFrom' : 'dialog.changedTo', {
        expected: name(value.expected),
        actual: name(value.actual),
      })}
    </Text>
  );
}
