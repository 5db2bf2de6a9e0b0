import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  scaffolderApiRef,
  useTemplateSecrets,
} from '@backstage/plugin-scaffolder-react';
import {
  Stepper,
  useFilteredSchemaProperties,
} from '@backstage/plugin-scaffolder-react/alpha';
import { JsonValue } from '@backstage/types';
import { Alert, Skeleton } from '@backstage/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ProblemAlert } from '../components/ProblemAlert';
import { taskRouteRef } from '../routes';
import { crossplaneTranslationRef } from '../translation';
import styles from './EditOrderPage.module.css';
import { useFormFields } from './useFormFields';
import { OrderFormState } from './useOrderForm';

type Form = Extract<OrderFormState, { status: 'read' }>;

/**
 * The wizard of the scaffolder, filled in. Not the scaffolder's own page: that takes values from its
 * address only, and specs are larger than addresses may be.
 */
export function OrderWizard({
  templateRef,
  manifest,
  values,
}: Pick<Form, 'templateRef' | 'manifest' | 'values'>) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const extensions = useFormFields();
  const shownManifest = useFilteredSchemaProperties(manifest);
  const { submit, error, taskId } = useUpdateTask(templateRef);
  if (taskId) {
    return (
      <Alert
        role="status"
        status="success"
        icon
        title={t('edit.submitted', { taskId })}
      />
    );
  }
  return (
    <>
      {error ? (
        <ProblemAlert title={t('edit.submitErrorTitle')} error={error} />
      ) : undefined}
      {/* Not a `Card`: the fields are made for the surface of the scaffolder's own wizard. */}
      <div className={styles.form}>
        {extensions && shownManifest ? (
          <Stepper
            manifest={shownManifest}
            extensions={extensions}
            initialState={values}
            onCreate={submit}
            components={{ createButtonText: t('edit.submit') }}
          />
        ) : (
          <div role="status" aria-label={t('edit.loading')}>
            <Skeleton height={320} />
          </div>
        )}
      </div>
    </>
  );
}

/** Starts the template, and goes to its task. */
function useUpdateTask(templateRef: string): {
  submit: (values: Record<string, JsonValue>) => Promise<void>;
  error?: Error;
  /** Set where the app has no page for tasks. */
  taskId?: string;
} {
  const scaffolderApi = useApi(scaffolderApiRef);
  const { secrets } = useTemplateSecrets();
  const navigate = useNavigate();
  const taskRoute = useRouteRef(taskRouteRef);
  const [error, setError] = useState<Error>();
  const [startedTaskId, setStartedTaskId] = useState<string>();
  const submit = async (values: Record<string, JsonValue>) => {
    setError(undefined);
    try {
      const { taskId } = await scaffolderApi.scaffold({
        templateRef,
        values,
        secrets,
      });
      if (taskRoute) {
        navigate(taskRoute({ taskId }));
      } else {
        setStartedTaskId(taskId);
      }
    } catch (cause) {
      setError(toError(cause));
    }
  };
  return { submit, error, taskId: startedTaskId };
}
