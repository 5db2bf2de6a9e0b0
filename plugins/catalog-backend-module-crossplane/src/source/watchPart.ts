import { ClusterSourceOptions, PARTS } from './ClusterSourceOptions';
import { WatchedPart, WatchedPartOptions } from './WatchedPart';

/** Longer than any watch of resources, which TCP keep-alive and the pulse look after. */
const NO_INACTIVITY_LIMIT_MILLISECONDS = 60 * 60 * 1000;

/** What differs between the parts of a cluster. */
export type WatchPartOptions = Pick<
  WatchedPartOptions,
  'resource' | 'trim' | 'watch' | 'onTouched' | 'initial' | 'onChange'
> &
  Partial<Pick<WatchedPartOptions, 'onStatus'>>;

/** Watches one part of a cluster, with what all parts have in common. */
export function watchPart(
  source: ClusterSourceOptions,
  name: string,
  options: WatchPartOptions,
): WatchedPart {
  const { client, logger, lists, watch } = source;
  const timed = async <T>(list: () => Promise<T>) => {
    const startedAt = performance.now();
    const result = await list();
    source.onListed?.(name, (performance.now() - startedAt) / 1000);
    return result;
  };
  return new WatchedPart({
    onStatus: () => source.onStatus(),
    ...options,
    client,
    logger,
    watch: {
      // XRDs, and the pulse of the cluster, do not queue behind thousands of others.
      ...(name === PARTS.definitions
        ? { runList: timed }
        : {
            runList: (list, signal) => lists.run(() => timed(list), signal),
            beforeWatch: signal => lists.run(async () => {}, signal),
          }),
      bookmarks: false,
      timeoutSeconds: NO_INACTIVITY_LIMIT_MILLISECONDS / 1000,
      inactivityMilliseconds: NO_INACTIVITY_LIMIT_MILLISECONDS,
      ...watch,
      ...options.watch,
    },
  });
}
