import express, { RequestHandler } from 'express';
import { equalSecrets, FaultSwitches, Listener } from '../core';
import { ClusterSandbox, JsonObject, KubernetesObject } from '../kubernetes';

/**
 * Argo CD's REST API in front of the Applications of a cluster.
 *
 * @public
 */
export interface ArgocdApiSandbox {
  url: string;
  /** Token of an account that may read everything. */
  token: string;
  /** Token of an account that sees nothing. */
  blindToken: string;
  /** What was asked, without the query. */
  requests: string[];
  /** Cuts the streams. */
  dropStreams(): void;
  close(): Promise<void>;
}

const TOKEN = 'argocd-account-token';
const BLIND_TOKEN = 'argocd-blind-token';

/** The part of an object that a list of fields asks for, as `items.metadata.name,items.spec`. */
function pick(object: KubernetesObject, fields: string[]): JsonObject {
  const result: JsonObject = {};
  for (const field of fields) {
    const path = field.replace(/^items\./, '').split('.');
    let from: unknown = object;
    let to = result;
    for (const [index, key] of path.entries()) {
      from = (from as Record<string, unknown> | undefined)?.[key];
      if (from === undefined) {
        break;
      }
      if (index === path.length - 1) {
        to[key] = from as JsonObject;
      } else {
        to = (to[key] ??= {}) as JsonObject;
      }
    }
  }
  return result;
}

/**
 * Starts the part of Argo CD's REST API that tells about Applications: `GET /api/v1/applications`, its stream, and
 * `can-i`. As in Argo CD, an account does not learn whether there is what it may not see, and a stream with a resource
 * version tells later changes only.
 *
 * @param options - `service` of the fault switches is `argocd`
 * @public
 */
export async function startArgocdApi(options: {
  cluster: ClusterSandbox;
  faults: FaultSwitches;
}): Promise<ArgocdApiSandbox> {
  const { objects } = options.cluster;
  const requests: string[] = [];
  const open = new Set<express.Response>();
  const application = express();
  const list = (query: Record<string, unknown>) =>
    objects
      .list({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        namespace: query.appNamespace ? String(query.appNamespace) : undefined,
      })
      .filter(({ metadata }) => !query.name || metadata.name === query.name);
  const authenticate: RequestHandler = (request, response, next) => {
    const sent = request.header('authorization') ?? '';
    const known = [TOKEN, BLIND_TOKEN].find(token =>
      equalSecrets(sent, `Bearer ${token}`),
    );
    if (!known) {
      response.status(401).json({ error: 'no session information', code: 16 });
      return;
    }
    response.locals.blind = known === BLIND_TOKEN;
    next();
  };
  application.use((request, _response, next) => {
    requests.push(request.path);
    next();
  });
  application.use(options.faults.middleware('argocd'), authenticate);
  application.get('/api/v1/applications', (request, response) => {
    const items = response.locals.blind ? [] : list(request.query);
    const fields = request.query.fields
      ? String(request.query.fields).split(',')
      : undefined;
    response.json({
      metadata: fields ? undefined : { resourceVersion: '1' },
      // The real one says null.
      items:
        items.length > 0
          ? items.map(item => (fields ? pick(item, fields) : item))
          : null,
    });
  });
  application.get(
    '/api/v1/account/can-i/applications/get/*',
    (_request, response) => {
      response.json({ value: response.locals.blind ? 'no' : 'yes' });
    },
  );
  application.get('/api/v1/stream/applications', (request, response) => {
    const since = Number(request.query.resourceVersion ?? 0);
    const send = (type: string, item: KubernetesObject) => {
      if (Number(item.metadata.resourceVersion) > since) {
        response.write(
          `${JSON.stringify({ result: { type, application: item } })}\n`,
        );
      }
    };
    response.status(200).set('Content-Type', 'text/event-stream');
    response.flushHeaders();
    if (since === 0) {
      list(request.query).forEach(item => send('ADDED', item));
    }
    const stop = objects.subscribe(({ type, object }) => {
      if (object.kind === 'Application') {
        send(type, object);
      }
    });
    open.add(response);
    response.on('close', () => {
      stop();
      open.delete(response);
    });
  });
  const listener = await Listener.open();
  listener.serve(application);
  const dropStreams = () =>
    open.forEach(response => response.socket?.destroy());
  return {
    url: listener.url,
    token: TOKEN,
    blindToken: BLIND_TOKEN,
    requests,
    dropStreams,
    async close() {
      dropStreams();
      await listener.close();
    },
  };
}
