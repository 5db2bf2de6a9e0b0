import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { useEffect, useState } from 'react';
import { requestProblem } from '../model/requestProblem';
import { OrderTemplates } from './useTemplateTask';

/** An action that a template carries out. */
export type TemplateActionId = keyof typeof OrderTemplates;

const NONE: ReadonlySet<TemplateActionId> = new Set();
const ACTIONS: TemplateActionId[] = ['delete', 'restore'];

/**
 * Actions whose template the scaffolder does not know, or does not let the caller see. Where it cannot be asked, none:
 * whoever starts one then reads why it fails.
 */
export function useMissingTemplates(): ReadonlySet<TemplateActionId> {
  const scaffolderApi = useApi(scaffolderApiRef);
  const [missing, setMissing] = useState(NONE);
  useEffect(() => {
    let isStopped = false;
    const isMissing = async (action: TemplateActionId) => {
      try {
        await scaffolderApi.getTemplateParameterSchema(OrderTemplates[action]);
        return false;
      } catch (error) {
        return requestProblem(toError(error)).kind === 'notFound';
      }
    };
    Promise.all(ACTIONS.map(isMissing)).then(
      answers =>
        !isStopped &&
        setMissing(new Set(ACTIONS.filter((_, index) => answers[index]))),
    );
    return () => {
      isStopped = true;
    };
  }, [scaffolderApi]);
  return missing;
}
