import { setImmediate } from 'node:timers/promises';
import { KubernetesApiError } from './errors';
import { parseObject } from './parseObject';
import { readLines } from './readLines';
import { WatchEnd, WatchEvent, WatchOptions } from './types';

const DEFAULT_INACTIVITY_MILLISECONDS = 30_000;

/** Reads one watch stream to its end; a silent stream ends too, since it may be a dead connection. */
export async function streamWatch(request: {
  cluster: string;
  options: WatchOptions;
  open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | null>;
}): Promise<WatchEnd> {
  const { cluster, options, open } = request;
  const silence = new AbortController();
  const limit =
    options.inactivityMilliseconds ?? DEFAULT_INACTIVITY_MILLISECONDS;
  const onSilence = () => silence.abort();
  let timer = setTimeout(onSilence, limit);
  const signal = options.signal
    ? AbortSignal.any([options.signal, silence.signal])
    : silence.signal;
  let opened = false;
  try {
    const stream = await open(signal);
    if (!stream) {
      return { silent: false };
    }
    opened = true;
    options.onAlive?.();
    const lines = readLines(stream, () => {
      options.onAlive?.();
      clearTimeout(timer);
      timer = setTimeout(onSilence, limit);
    });
    for await (const line of lines) {
      await options.onEvent(parseEvent(line, cluster));
    }
    // The pool takes the connection back in the next turn: a watch that follows at once would open another one.
    await setImmediate();
    return { silent: false };
  } catch (error) {
    // Silence after the answer began is a normal end; silence before it is a cluster that hangs.
    if (!signal.aborted || (!opened && !options.signal?.aborted)) {
      throw error;
    }
    return { silent: !options.signal?.aborted };
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

function parseEvent(line: string, cluster: string): WatchEvent {
  let parsed: { type?: unknown; object?: unknown } | undefined;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw malformed(cluster, error);
  }
  if (parsed?.type === 'ERROR') {
    throw inBandError(cluster, parsed.object);
  }
  const object = parseObject(parsed?.object);
  const type = parsed?.type;
  if (
    object &&
    (type === 'ADDED' ||
      type === 'MODIFIED' ||
      type === 'DELETED' ||
      type === 'BOOKMARK')
  ) {
    return { type, object };
  }
  throw malformed(cluster);
}

function malformed(cluster: string, cause?: unknown): KubernetesApiError {
  return new KubernetesApiError({
    cluster,
    message: `Cluster '${cluster}' sent a watch event that cannot be read`,
    cause,
  });
}

function inBandError(cluster: string, status: unknown): KubernetesApiError {
  const { code, reason, message } = (status ?? {}) as Record<string, unknown>;
  return new KubernetesApiError({
    cluster,
    statusCode: typeof code === 'number' ? code : undefined,
    reason: typeof reason === 'string' ? reason : undefined,
    message: `Cluster '${cluster}' ended the watch: ${
      typeof message === 'string' ? message : 'no message'
    }`,
  });
}
