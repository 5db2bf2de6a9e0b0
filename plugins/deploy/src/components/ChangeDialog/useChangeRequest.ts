import { ChangeResponse } from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { createIdempotencyKey } from '../../model/createIdempotencyKey';

/** A request for a change, from the button to its answer. */
export type ChangeRequest = {
  isPending: boolean;
  error?: Error;
  response?: ChangeResponse;
  submit: () => void;
};

/**
 * Sends a change request once. The key is made with the dialog, so that a
 * second click or a repeated request is the same request to the backend.
 */
export function useChangeRequest(
  send: (idempotencyKey: string) => Promise<ChangeResponse>,
): ChangeRequest {
  const [idempotencyKey] = useState(createIdempotencyKey);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const [response, setResponse] = useState<ChangeResponse>();

  const submit = async () => {
    setPending(true);
    setError(undefined);
    try {
      setResponse(await send(idempotencyKey));
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setPending(false);
    }
  };
  return { isPending, error, response, submit };
}
