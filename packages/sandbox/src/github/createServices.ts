import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkTracker, type Store } from '../core';
import { installHooks } from './git/hooks';
import { GitHubState } from './GitHubState';
import { Links } from './Links';
import type { DispatchEvent, PushEvent, Services } from './Services';
import { Webhooks } from './webhooks';

/** The parts of a running stand-in, wired together. */
export interface Runtime {
  services: Services;
  webhooks: Webhooks;
  hooksFolder: string;
  pushListeners: Set<(event: PushEvent) => void>;
  dispatchListeners: Set<(event: DispatchEvent) => void>;
}

/** A listener that fails must not make the push fail that it hears of. */
function callAll<T>(
  listeners: Set<(event: T) => void>,
  event: T,
  onFailure: (error: unknown) => void,
) {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      onFailure(error);
    }
  }
}

export async function createServices(options: {
  store: Store;
  folder: string;
  url: string;
  organization: string;
  onFailure(error: unknown): void;
}): Promise<Runtime> {
  const repositories = join(options.folder, 'repositories');
  const hooksFolder = join(options.folder, 'hooks');
  await mkdir(repositories, { recursive: true });
  await installHooks(hooksFolder);
  const state = new GitHubState(options.store, repositories);
  const links = new Links(options.url);
  const work = new WorkTracker();
  const { onFailure } = options;
  const webhooks = new Webhooks({ state, links, work, onFailure });
  const pushListeners = new Set<(event: PushEvent) => void>();
  const dispatchListeners = new Set<(event: DispatchEvent) => void>();
  const services: Services = {
    state,
    links,
    work,
    organization: options.organization,
    publish: event => webhooks.publish(services, event),
    ping: hook => webhooks.ping(hook),
    redeliver: (hook, delivery) => webhooks.redeliver(hook, delivery),
    notifyPush: event => {
      callAll(pushListeners, event, onFailure);
    },
    notifyDispatch: event => {
      callAll(dispatchListeners, event, onFailure);
    },
    onFailure,
  };
  return { services, webhooks, hooksFolder, pushListeners, dispatchListeners };
}
