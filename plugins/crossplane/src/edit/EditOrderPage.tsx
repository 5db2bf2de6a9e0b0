import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SecretsContextProvider } from '@backstage/plugin-scaffolder-react';
import { Alert, ButtonLink, Link, Skeleton, Text } from '@backstage/ui';
import { OrderRef } from '@openportal/plugin-crossplane-common';
import { ProblemAlert } from '../components/ProblemAlert';
import { requestProblem } from '../model/requestProblem';
import { orderRouteRef, troubleshootRouteRef } from '../routes';
import { crossplaneTranslationRef } from '../translation';
import { OrderWizard } from './OrderWizard';
import { OrderFormState, useOrderForm } from './useOrderForm';
import styles from './EditOrderPage.module.css';

/** Changes an order: the form of its template, filled with what git has. */
export function EditOrderPage() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { cluster, namespace, xrd, name } = useRouteRefParams(orderRouteRef);
  const ref = { cluster, namespace, xrd, name };
  const orderPath = useRouteRef(orderRouteRef)(ref);
  const { state, retry } = useOrderForm(ref);
  return (
    <div className={styles.page}>
      <Link href={orderPath}>{t('edit.back')}</Link>
      <div>
        <Text as="h2" variant="title-medium">
          {t('edit.title', { name })}
        </Text>
        <Text as="p" color="secondary" className={styles.intro}>
          {t('edit.intro')}
        </Text>
      </div>
      <Body orderRef={ref} state={state} onRetry={retry} />
    </div>
  );
}

function Body({
  orderRef,
  state,
  onRetry,
}: {
  orderRef: OrderRef;
  state: OrderFormState;
  onRetry: () => void;
}) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  switch (state.status) {
    case 'pending':
      return (
        <div role="status" aria-label={t('edit.loading')}>
          <Skeleton height={320} />
        </div>
      );
    case 'orderFailed':
      return <OrderFailure error={state.error} onRetry={onRetry} />;
    case 'noTemplate':
      return <NoTemplate orderRef={orderRef} />;
    case 'templateFailed':
      return requestProblem(state.error).kind === 'notFound' ? (
        <NoTemplate orderRef={orderRef} />
      ) : (
        <ProblemAlert
          title={t('edit.templateErrorTitle')}
          error={state.error}
          onRetry={onRetry}
        />
      );
    default:
      return (
        <SecretsContextProvider>
          <OrderWizard
            templateRef={state.templateRef}
            manifest={state.manifest}
            values={state.values}
          />
        </SecretsContextProvider>
      );
  }
}

function OrderFailure({
  error,
  onRetry,
}: {
  error: Error;
  onRetry: () => void;
}) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const titles = {
    notFound: t('edit.notInGit'),
    notAllowed: t('edit.notAllowed'),
    other: t('edit.errorTitle'),
  };
  return (
    <ProblemAlert
      title={titles[requestProblem(error).kind]}
      error={error}
      onRetry={onRetry}
    />
  );
}

function NoTemplate({ orderRef }: { orderRef: OrderRef }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const path = useRouteRef(troubleshootRouteRef)();
  const query = new URLSearchParams({
    xrd: orderRef.xrd,
    cluster: orderRef.cluster,
  });
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={t('edit.noTemplateTitle')}
      description={t('edit.noTemplate', { xrd: orderRef.xrd })}
      customActions={
        <ButtonLink variant="secondary" size="small" href={`${path}?${query}`}>
          {t('edit.troubleshoot')}
        </ButtonLink>
      }
    />
  );
}
