import { ResourceWatcher } from './ResourceWatcher';
import { ResourceWatch, WatchResourceOptions } from './watchTypes';

/**
 * Keeps a resource type in sync: list, watch, list again after 410, drops, errors and every ten
 * minutes. Unlike the informer of the client library it never stops by itself.
 *
 * @public
 */
export function watchResource(options: WatchResourceOptions): ResourceWatch {
  const watcher = new ResourceWatcher(options);
  const done = watcher.run();
  return {
    status: () => watcher.status(),
    objects: () => watcher.cache.objects(),
    refresh: () => watcher.refresh(),
    reconnect: () => watcher.reconnect(),
    stop: async () => {
      watcher.abort();
      await done;
    },
  };
}
