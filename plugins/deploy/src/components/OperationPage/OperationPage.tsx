import { useRouteRefParams } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { OperationResponse } from '@openportal/plugin-deploy-common';
import { RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useDeployPaths } from '../../hooks/useDeployPaths';
import { useOperation } from '../../hooks/useOperation';
import { isFocusLost, useReturnOfFocus } from '../../hooks/useReturnOfFocus';
import { operationRouteRef } from '../../routes';
import { deployTranslationRef } from '../../translation';
import { ApproveDialog } from '../ApproveDialog';
import { CancelDialog, RetryDialog } from '../OperationDialogs';
import {
  OperationActionButtons,
  OperationDialogKind,
  OperationProgress,
  ShowOperation,
} from '../OperationProgress';
import { PageHeader } from '../PageHeader';
import { ProblemAlert } from '../ProblemAlert';
import { GateVerdicts } from './GateVerdicts';
import { OperationDecisions } from './OperationDecisions';
import { OperationFacts } from './OperationFacts';
import { Section } from '../Section';
import { OperationTimeline } from './OperationTimeline';
import { OperationTitle } from './OperationTitle';
import { Placeholder } from '../Placeholder';
import styles from './OperationPage.module.css';

/** One operation: what it changed, who agreed, and all that happened to it. */
export function OperationPage() {
  const { t } = useTranslationRef(deployTranslationRef);
  const { id } = useRouteRefParams(operationRouteRef);
  const { value, error, receivedAt, isPending, reload } = useOperation(id);
  return (
    <div className={styles.page}>
      <PageHeader
        entityRef={value?.operation.entityRef}
        receivedAt={receivedAt}
        error={error}
        onRefresh={reload}
      />
      {error ? (
        <ProblemAlert
          title={t(
            value ? 'operation.staleErrorTitle' : 'operation.errorTitle',
          )}
          error={error}
          isStale={value !== undefined}
          onRetry={reload}
        />
      ) : undefined}
      {isPending ? <LoadingOperation /> : undefined}
      {value ? <LoadedPage response={value} onChanged={reload} /> : undefined}
    </div>
  );
}

/** Title, progress and facts in their places, while nothing is known yet. */
function LoadingOperation() {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div
      className={styles.loading}
      role="status"
      aria-label={t('operation.loading')}
    >
      <Placeholder width="60%" height={32} />
      <Placeholder height={180} />
      <div className={styles.facts}>
        {['first', 'second', 'third', 'fourth', 'fifth', 'sixth'].map(key => (
          <Placeholder key={key} height={48} />
        ))}
      </div>
    </div>
  );
}

function LoadedPage(props: {
  response: OperationResponse;
  onChanged: () => void;
}) {
  const { operation, events, actions, gates } = props.response;
  const { t } = useTranslationRef(deployTranslationRef);
  const navigate = useNavigate();
  const paths = useDeployPaths();
  const [dialog, setDialog] = useState<OperationDialogKind>();
  const heading = useRef<HTMLElement | null>(null);
  const setHeading = useCallback((element: HTMLElement | null) => {
    heading.current = element;
  }, []);
  const expectAnswer = useFocusAfterAnswer(props.response, heading);
  useReturnOfFocus(dialog !== undefined, () => heading.current);
  const close = () => {
    setDialog(undefined);
    expectAnswer();
    props.onChanged();
  };
  const show: ShowOperation = (kind, id) => {
    // The page is what shows an operation; another one has a page of its own.
    const path = id === operation.id ? undefined : paths.operation(id);
    if (path) {
      setDialog(undefined);
      navigate(path);
    } else if (kind === 'operation') {
      close();
    } else {
      setDialog(kind);
    }
  };

  return (
    <>
      <OperationTitle operation={operation} heading={setHeading} />
      <div className={styles.progress}>
        <OperationProgress operation={operation} events={events} />
        <OperationActionButtons
          operation={operation}
          actions={actions}
          onShow={show}
        />
      </div>
      <Section title={t('operationPage.facts')}>
        <OperationFacts operation={operation} />
      </Section>
      <OperationDecisions operation={operation} />
      <Section title={t('operationPage.gates')}>
        <GateVerdicts operation={operation} gates={gates} />
      </Section>
      <Section title={t('operationPage.timeline')}>
        <OperationTimeline operation={operation} events={events} />
      </Section>
      {dialog === 'approve' ? (
        <ApproveDialog id={operation.id} onShow={show} onClose={close} />
      ) : undefined}
      {dialog === 'cancel' ? (
        <CancelDialog id={operation.id} onShow={show} onClose={close} />
      ) : undefined}
      {dialog === 'retry' ? (
        <RetryDialog
          id={operation.id}
          onAccepted={() => undefined}
          onShow={show}
          onClose={close}
        />
      ) : undefined}
    </>
  );
}

/** A button may have the focus back from its dialog, and be gone with the answer that comes after. */
function useFocusAfterAnswer(
  response: OperationResponse,
  heading: RefObject<HTMLElement | null>,
): () => void {
  const isExpected = useRef(false);
  useEffect(() => {
    if (isExpected.current) {
      isExpected.current = false;
      if (isFocusLost()) {
        heading.current?.focus();
      }
    }
  }, [response, heading]);
  return useCallback(() => {
    isExpected.current = true;
  }, []);
}
