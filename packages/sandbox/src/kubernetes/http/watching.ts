import { Response } from 'express';
import { ObjectStorage } from '../ObjectStorage';
import { ObjectFilter } from '../selectors';
import { StatusError } from '../status';
import {
  JsonObject,
  KubernetesObject,
  ObjectEvent,
  ResourceType,
  toApiVersion,
} from '../types';

/** What a watch request asks for. */
export interface WatchQuery {
  type: ResourceType;
  namespace: string | undefined;
  filters: ObjectFilter[];
  /** Undefined and zero start with what is there now. */
  resourceVersion: number | undefined;
  bookmarks: boolean;
  sendInitialEvents: boolean;
  timeoutSeconds: number | undefined;
}

type Send = (type: string, object: KubernetesObject | JsonObject) => void;

/** The longest a watch stays open when the client names no limit. */
const DEFAULT_TIMEOUT_SECONDS = 1800;

/** Turns a change into what a watch with filters sees of it. */
function visibleChange(
  event: ObjectEvent,
  isWanted: ObjectFilter,
): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  const before = event.previous !== undefined && isWanted(event.previous);
  const after = event.type !== 'DELETED' && isWanted(event.object);
  if (after) {
    return before ? 'MODIFIED' : 'ADDED';
  }
  return before ? 'DELETED' : undefined;
}

/** Every open watch of a cluster. */
export class Watches {
  readonly #storage: ObjectStorage;
  readonly #bookmarkMilliseconds: number;
  readonly #open = new Map<Response, () => void>();

  constructor(options: {
    storage: ObjectStorage;
    bookmarkMilliseconds: number;
  }) {
    this.#storage = options.storage;
    this.#bookmarkMilliseconds = options.bookmarkMilliseconds;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Cuts the connections of all watches, as a restarting load balancer does. */
  drop(): void {
    for (const [response, stop] of [...this.#open]) {
      stop();
      response.socket?.destroy();
    }
  }

  serve(response: Response, query: WatchQuery): void {
    const { type, namespace, filters } = query;
    const apiVersion = toApiVersion(type.group, type.version);
    const isWanted: ObjectFilter = object =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      filters.every(keep => keep(object));
    const send: Send = (eventType, object) => {
      response.write(`${JSON.stringify({ type: eventType, object })}\n`);
    };
    const sendObject: Send = (eventType, object) =>
      send(eventType, { ...object, apiVersion });
    const sendBookmark = (annotations?: Record<string, string>) =>
      send('BOOKMARK', {
        kind: type.kind,
        apiVersion,
        metadata: {
          resourceVersion: String(this.#storage.resourceVersion),
          creationTimestamp: null,
          ...(annotations ? { annotations } : {}),
        },
      });
    const onEvent = (event: ObjectEvent) => {
      if (
        event.resource.group !== type.group ||
        event.resource.plural !== type.plural
      ) {
        return;
      }
      const change = visibleChange(event, isWanted);
      if (change) {
        sendObject(change, event.object);
      }
    };

    response.status(200).set({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache, private',
    });
    response.flushHeaders();
    try {
      if (query.resourceVersion && !query.sendInitialEvents) {
        this.#storage.eventsSince(query.resourceVersion).forEach(onEvent);
      } else {
        for (const object of this.#storage.list(type, namespace)) {
          if (isWanted(object)) {
            sendObject('ADDED', object);
          }
        }
        if (query.sendInitialEvents && query.bookmarks) {
          sendBookmark({ 'k8s.io/initial-events-end': 'true' });
        }
      }
    } catch (error) {
      if (!(error instanceof StatusError)) {
        throw error;
      }
      // The real server says this inside the stream, after a 200.
      send('ERROR', error.toStatus());
      response.end();
      return;
    }
    this.#keepOpen(response, query, onEvent, sendBookmark);
  }

  #keepOpen(
    response: Response,
    query: WatchQuery,
    onEvent: (event: ObjectEvent) => void,
    sendBookmark: () => void,
  ) {
    const unsubscribe = this.#storage.subscribe(onEvent, query.type);
    const timers: NodeJS.Timeout[] = [];
    const stop = () => {
      unsubscribe();
      timers.forEach(clearTimeout);
      this.#open.delete(response);
    };
    if (query.bookmarks) {
      timers.push(setInterval(sendBookmark, this.#bookmarkMilliseconds));
    }
    timers.push(
      setTimeout(() => {
        if (query.bookmarks) {
          sendBookmark();
        }
        stop();
        response.end();
      }, (query.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000),
    );
    this.#open.set(response, stop);
    response.on('close', stop);
  }
}
