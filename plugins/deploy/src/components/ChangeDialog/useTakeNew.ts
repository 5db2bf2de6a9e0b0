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

/** Reads the environments anew, past what is stored, and hands them over. */
export function useTakeNew(
  entityRef: string,
  onTaken: (environments: EnvironmentView[]) => void,
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
      onTaken(environments);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setTakingNew(false);
    }
  };
  return { takeNew, isTakingNew, error };
}
