import { useApi } from '@backstage/core-plugin-api';
import { EnvironmentView } from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';

/** Takes over what is there now into a dialog. */
export type TakeNew = {
  takeNew: () => void;
  isTakingNew: boolean;
  error?: Error;
};

/** Reads an environment anew, past what is stored, and hands it over. */
export function useTakeNew(
  entityRef: string,
  environment: string,
  onTaken: (view: EnvironmentView | undefined) => void,
): TakeNew {
  const api = useApi(deployApiRef);
  const [isTakingNew, setTakingNew] = useState(false);
  const [error, setError] = useState<Error>();
  const takeNew = async () => {
    setTakingNew(true);
    setError(undefined);
    try {
      const { environments } = await api.getDeployments(entityRef, {
        refresh: true,
      });
      onTaken(environments.find(view => view.environment.name === environment));
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setTakingNew(false);
    }
  };
  return { takeNew, isTakingNew, error };
}
