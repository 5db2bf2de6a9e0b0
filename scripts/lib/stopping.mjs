import { onAncestorExit } from './ancestors.mjs';

/**
 * Resolves when this command shall stop: Ctrl-C, a signal, or the end of whoever started it. The handlers stay, so that
 * a second Ctrl-C does not cut the orderly stop short.
 */
export function stopRequested() {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, resolve);
    }
    // Only there when the bootstrap started us.
    process.on('disconnect', resolve);
    // Listening alone shall not keep a finished command alive.
    process.channel?.unref();
    onAncestorExit(resolve);
  });
}
