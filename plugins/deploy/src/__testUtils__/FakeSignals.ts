import { SignalApi } from '@backstage/plugin-signals-react';
import { JsonObject } from '@backstage/types';
import {
  DEPLOY_SIGNAL_CHANNEL,
  DeploySignal,
} from '@openportal/plugin-deploy-common';

/** Signals that tests send themselves. */
export class FakeSignals implements SignalApi {
  readonly #listeners = new Set<(message: JsonObject) => void>();

  subscribe<TMessage extends JsonObject = JsonObject>(
    channel: string,
    onMessage: (message: TMessage) => void,
  ) {
    const listener = (message: JsonObject) => onMessage(message as TMessage);
    if (channel === DEPLOY_SIGNAL_CHANNEL) {
      this.#listeners.add(listener);
    }
    return { unsubscribe: () => void this.#listeners.delete(listener) };
  }

  send(signal: DeploySignal) {
    for (const listener of this.#listeners) {
      listener(signal);
    }
  }
}
