import { useState } from 'react';
import { createIdempotencyKey } from '../../model/createIdempotencyKey';
import { wasRefused } from '../../model/requestOutcome';

/** A request for a change, from the button to its answer. */
export type ChangeRequest<T, A = void> = {
  isPending: boolean;
  error?: Error;
  response?: T;
  submit: (argument: A) => void;
  /** Forgets an error, so that the next request is another one. */
  reset: () => void;
};

/**
 * Sends a request for a change. The key is made with the dialog, so that a
 * second click or a repeated request is the same request to the backend. A
 * request that was refused did nothing: the next one gets a key of its own.
 */
export function useChangeRequest<T, A = void>(
  send: (idempotencyKey: string, argument: A) => Promise<T>,
  onAccepted?: (response: T) => void,
): ChangeRequest<T, A> {
  const [idempotencyKey, setIdempotencyKey] = useState(createIdempotencyKey);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const [response, setResponse] = useState<T>();

  const reset = () => {
    setIdempotencyKey(createIdempotencyKey());
    setError(undefined);
  };
  const submit = async (argument: A) => {
    setPending(true);
    setError(undefined);
    try {
      const answer = await send(idempotencyKey, argument);
      setResponse(answer);
      onAccepted?.(answer);
    } catch (problem) {
      const failure =
        problem instanceof Error ? problem : new Error(String(problem));
      setError(failure);
      if (wasRefused(failure)) {
        setIdempotencyKey(createIdempotencyKey());
      }
    } finally {
      setPending(false);
    }
  };
  return { isPending, error, response, submit, reset };
}
