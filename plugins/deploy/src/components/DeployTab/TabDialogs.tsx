import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import {
  ChangeResponse,
  DeploymentView,
} from '@openportal/plugin-deploy-common';
import { lazy, Suspense } from 'react';
import { useTitleOf } from '../../hooks/titleOf';
import { useNotify } from '../../hooks/useNotify';
import { wayOfChange } from '../../model/wayOfChange';
import { deployTranslationRef } from '../../translation';
import { TabDialog, TabDialogsState } from './useTabDialogs';

// Most visits to the tab open no dialog, so their code is loaded with the first.
const PromoteDialog = lazy(() =>
  import('../PromoteDialog').then(module => ({
    default: module.PromoteDialog,
  })),
);
const RollbackDialog = lazy(() =>
  import('../RollbackDialog').then(module => ({
    default: module.RollbackDialog,
  })),
);
const ApproveDialog = lazy(() =>
  import('../ApproveDialog').then(module => ({
    default: module.ApproveDialog,
  })),
);
const OperationDialog = lazy(() =>
  import('../OperationDialogs').then(module => ({
    default: module.OperationDialog,
  })),
);
const CancelDialog = lazy(() =>
  import('../OperationDialogs').then(module => ({
    default: module.CancelDialog,
  })),
);
const RetryDialog = lazy(() =>
  import('../OperationDialogs').then(module => ({
    default: module.RetryDialog,
  })),
);
const DiffDialog = lazy(() =>
  import('./DiffDialog').then(module => ({ default: module.DiffDialog })),
);

/** Props of {@link TabDialogs}. */
export type TabDialogsProps = {
  entityRef: string;
  view: DeploymentView;
  state: TabDialogsState;
  /** Called when something was asked for or a dialog closed: the tab may show something else now. */
  onChanged: () => void;
};

/** The dialog that is open. */
export function TabDialogs(props: TabDialogsProps) {
  const { state } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  if (!state.dialog) {
    return null;
  }
  return (
    <Suspense
      fallback={
        <VisuallyHidden role="status">{t('dialog.loading')}</VisuallyHidden>
      }
    >
      <OpenDialog {...props} dialog={state.dialog} />
    </Suspense>
  );
}

function OpenDialog(props: TabDialogsProps & { dialog: TabDialog }) {
  const { entityRef, view, state, dialog, onChanged } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const notify = useNotify();
  const titleOf = useTitleOf();

  const close = () => {
    state.close();
    onChanged();
  };
  const accepted = (title: (response: Requested) => string) => {
    return (response: ChangeResponse) => {
      if (response.result === 'unchanged') {
        notify({ title: t('toast.unchanged'), description: response.message });
      } else {
        notify({
          title:
            response.result === 'existing'
              ? t('toast.existing')
              : title(response),
          description: t('toast.description'),
        });
        state.follow(response.operation.id);
      }
      onChanged();
    };
  };
  const onShow = (
    kind: Extract<TabDialog, { id: string }>['kind'],
    id: string,
  ) => state.open({ kind, id });

  switch (dialog.kind) {
    case 'promote': {
      const source = findView(view, dialog.environment);
      return source ? (
        <PromoteDialog
          entityRef={entityRef}
          source={source}
          target={findView(view, dialog.preview.environment)}
          preview={dialog.preview}
          way={wayOfChange(view)}
          onAccepted={accepted(({ operation }) =>
            t('promote.toastTitle', {
              version: operation.to.version,
              environment: titleOf(operation.environment),
            }),
          )}
          onShowOperation={onShow}
          onClose={close}
        />
      ) : null;
    }
    case 'rollback': {
      const target = findView(view, dialog.environment);
      return target ? (
        <RollbackDialog
          entityRef={entityRef}
          target={target}
          way={wayOfChange(view)}
          onAccepted={accepted(({ operation }) =>
            t('rollback.toastTitle', {
              version: operation.to.version,
              environment: titleOf(operation.environment),
            }),
          )}
          onShowOperation={onShow}
          onClose={close}
        />
      ) : null;
    }
    case 'diff':
      return (
        <DiffDialog
          entityRef={entityRef}
          from={dialog.from}
          to={dialog.to}
          titles={{ from: titleOf(dialog.from), to: titleOf(dialog.to) }}
          onClose={close}
        />
      );
    case 'approve':
      return <ApproveDialog id={dialog.id} onShow={onShow} onClose={close} />;
    case 'cancel':
      return <CancelDialog id={dialog.id} onShow={onShow} onClose={close} />;
    case 'retry':
      return (
        <RetryDialog
          id={dialog.id}
          onAccepted={accepted(() => t('toast.retried'))}
          onShow={onShow}
          onClose={close}
        />
      );
    default:
      return <OperationDialog id={dialog.id} onShow={onShow} onClose={close} />;
  }
}

type Requested = Exclude<ChangeResponse, { result: 'unchanged' }>;

function findView(view: DeploymentView, name: string) {
  return view.environments.find(({ environment }) => environment.name === name);
}
