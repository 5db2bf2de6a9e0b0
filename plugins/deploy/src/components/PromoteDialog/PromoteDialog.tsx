import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import {
  ActionPreview,
  ChangeResponse,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { isSamePlan, isSameTemplate } from '../../model/isSamePlan';
import { previewTo } from '../../model/previewTo';
import { WayOfChange } from '../../model/wayOfChange';
import { deployTranslationRef } from '../../translation';
import {
  BreakGlassFields,
  ChangeDialog,
  ChangedNotice,
  DiffSection,
  ReasonField,
  useBreakGlass,
  useChangeRequest,
  useTakeNew,
  VersionChange,
} from '../ChangeDialog';
import { GateList } from '../GateList';
import { ShowOperation } from '../OperationProgress';

/** Props of {@link PromoteDialog}. */
export type PromoteDialogProps = {
  entityRef: string;
  /** The environment that the version comes from, as it is now. */
  source: EnvironmentView;
  /** The environment that the version goes to. */
  target?: EnvironmentView;
  /** What the author saw when the dialog opened. It is what they confirm; the page may move on. */
  preview: ActionPreview;
  /** How changes of the application get to where it runs. */
  way: WayOfChange;
  onAccepted: (response: ChangeResponse) => void;
  onShowOperation: ShowOperation;
  onClose: () => void;
};

/** Shows what a promotion changes, and asks for it. */
export function PromoteDialog(props: PromoteDialogProps) {
  const { entityRef, source, target, onAccepted } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const api = useApi(deployApiRef);
  const [preview, setPreview] = useState<ActionPreview | undefined>(
    props.preview,
  );
  // Its version is in the preview; this is for the rest of what its author saw.
  const [seenTarget, setSeenTarget] = useState(target?.state);
  const [reason, setReason] = useState('');
  const seen = preview ?? props.preview;
  const breakGlass = useBreakGlass(preview?.gates ?? []);
  const request = useChangeRequest<ChangeResponse>(
    idempotencyKey =>
      api.promote(entityRef, {
        from: source.environment.name,
        to: seen.environment,
        version: seen.to?.image,
        expected: {
          from: seen.from?.image ?? null,
          to: seen.to?.image,
          template: seenTarget?.desired?.template,
        },
        reason: reason.trim() || undefined,
        breakGlass: breakGlass.request,
        idempotencyKey,
      }),
    onAccepted,
  );
  const taking = useTakeNew(entityRef, environments => {
    const find = (name: string) =>
      environments.find(({ environment }) => environment.name === name);
    const view = find(source.environment.name);
    setPreview(view && previewTo(view, seen.environment));
    setSeenTarget(find(seen.environment)?.state);
    request.reset();
  });
  const environment = target?.environment.title ?? seen.environment;
  const needsReason = seen.gates.some(
    gate => gate.needsReason && gate.status !== 'pass',
  );
  const current = previewTo(source, seen.environment);
  const hasMovedOn =
    preview !== undefined &&
    current !== undefined &&
    !(
      isSamePlan(current, preview) && isSameTemplate(target?.state, seenTarget)
    );

  return (
    <ChangeDialog
      title={t('promote.title', {
        version: seen.to?.version ?? t('dialog.nothing'),
        environment,
      })}
      submitLabel={t(
        breakGlass.request ? 'breakGlass.submitPromote' : 'promote.submit',
        { environment },
      )}
      isDestructive={breakGlass.request !== undefined}
      canSubmit={
        preview?.to !== undefined &&
        (preview.allowed || breakGlass.isRequired) &&
        breakGlass.isComplete &&
        (!needsReason || reason.trim() !== '')
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
      {preview ? undefined : (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('dialog.noLonger')}
        />
      )}
      <VersionChange
        from={seen.from}
        to={seen.to}
        route={{ from: source.environment.title, to: environment }}
      />
      <HowItGoes mode={seen.mode} way={props.way} environment={environment} />
      <DiffSection
        key={seenTarget?.desired?.template}
        entityRef={entityRef}
        from={source.environment.name}
        to={seen.environment}
        change={seen}
      />
      <GateList gates={seen.gates} />
      <ReasonField
        isRequired={needsReason}
        value={reason}
        onChange={setReason}
      />
      <BreakGlassFields breakGlass={breakGlass} environment={environment} />
    </ChangeDialog>
  );
}

/** What happens after the request, by the protection of the environment and the adapters of the application. */
function HowItGoes(props: {
  mode: ActionPreview['mode'];
  way: WayOfChange;
  environment: string;
}) {
  const { mode, way, environment } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const isJob = way.kind === 'job';
  if (mode === 'pull-request') {
    return <Text>{t('promote.pullRequest', { environment })}</Text>;
  }
  if (mode === 'approvals') {
    return (
      <Text>
        {t(isJob ? 'promote.approvalsJob' : 'promote.approvals', {
          environment,
        })}
      </Text>
    );
  }
  if (isJob) {
    return <Text>{t('promote.directJob', { environment })}</Text>;
  }
  return (
    <Text>
      {way.applier === undefined
        ? t('promote.direct')
        : t('promote.directBy', { applier: way.applier })}
    </Text>
  );
}
