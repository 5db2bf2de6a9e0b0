import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import {
  ChangeResponse,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { isAboutVersion } from '../../model/actionRefusal';
import { isSameOrNone, isSameTemplate } from '../../model/isSamePlan';
import { WayOfChange } from '../../model/wayOfChange';
import { deployTranslationRef } from '../../translation';
import {
  BreakGlassFields,
  ChangeDialog,
  ChangedNotice,
  ReasonField,
  useBreakGlass,
  useChangeRequest,
  useTakeNew,
} from '../ChangeDialog';
import { GateList } from '../GateList';
import { ShowOperation } from '../OperationProgress';
import { VersionChoice } from './VersionChoice';

/** Props of {@link RollbackDialog}. */
export type RollbackDialogProps = {
  entityRef: string;
  /** The environment that goes back, as it is now. */
  target: EnvironmentView;
  /** How changes of the application get to where it runs. */
  way: WayOfChange;
  onAccepted: (response: ChangeResponse) => void;
  onShowOperation: ShowOperation;
  onClose: () => void;
};

/** Offers the earlier versions of an environment, and asks for one of them. */
export function RollbackDialog(props: RollbackDialogProps) {
  const { entityRef, target, onAccepted } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const api = useApi(deployApiRef);
  // What the author saw when the dialog opened. It is what they confirm; the page may move on.
  const [seen, setSeen] = useState(target);
  const [image, setImage] = useState<string>();
  const [reason, setReason] = useState('');
  const { name, title } = target.environment;
  const suggested = seen.rollback?.to?.image;
  // What is known of the version that is suggested says nothing about another one.
  const gates = (seen.rollback?.gates ?? []).filter(
    gate => image === suggested || !isAboutVersion(gate),
  );
  const breakGlass = useBreakGlass(gates);
  const request = useChangeRequest<ChangeResponse>(
    idempotencyKey =>
      api.rollback(entityRef, {
        environment: name,
        version: image,
        expected: {
          from: seen.state.desired?.image ?? null,
          to: image,
          template: seen.state.desired?.template,
        },
        reason: reason.trim(),
        breakGlass: breakGlass.request,
        idempotencyKey,
      }),
    onAccepted,
  );
  const taking = useTakeNew(entityRef, environments => {
    const view = environments.find(
      ({ environment }) => environment.name === name,
    );
    if (view) {
      setSeen(view);
    }
    setImage(undefined);
    request.reset();
  });
  const hasMovedOn =
    !isSameOrNone(seen.state.desired?.image, target.state.desired?.image) ||
    !isSameTemplate(seen.state, target.state);
  const isRefused = gates.some(
    gate => gate.status === 'fail' && !gate.needsReason,
  );

  return (
    <ChangeDialog
      title={t('rollback.title', { environment: title })}
      submitLabel={t(
        breakGlass.request ? 'breakGlass.submitRollback' : 'rollback.submit',
      )}
      isDestructive={breakGlass.request !== undefined}
      canSubmit={
        image !== undefined &&
        reason.trim() !== '' &&
        (!isRefused || breakGlass.isRequired) &&
        breakGlass.isComplete
      }
      request={request}
      onTakeNew={taking.takeNew}
      isTakingNew={taking.isTakingNew}
      onShowOperation={props.onShowOperation}
      onClose={props.onClose}
    >
      {hasMovedOn && !request.error ? (
        <ChangedNotice
          onTakeNew={taking.takeNew}
          isTakingNew={taking.isTakingNew}
        />
      ) : undefined}
      {taking.error ? (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('dialog.takeNewFailed', { message: taking.error.message })}
        />
      ) : undefined}
      <Text>
        {t(
          props.way.kind === 'job' ? 'rollback.explainJob' : 'rollback.explain',
          {
            environment: title,
          },
        )}
      </Text>
      <VersionChoice
        entityRef={entityRef}
        environment={target.environment}
        currentImage={seen.state.desired?.image}
        value={image}
        onChange={setImage}
      />
      <GateList gates={gates} />
      {image === suggested ? undefined : (
        <Text as="p" variant="body-small" color="secondary">
          {t('dialog.versionGates')}
        </Text>
      )}
      <ReasonField isRequired value={reason} onChange={setReason} />
      <BreakGlassFields breakGlass={breakGlass} environment={title} />
    </ChangeDialog>
  );
}
