import { randomBytes } from 'node:crypto';
import { RequestHandler } from 'express';
import { createFaultSwitches, FaultSwitches, Listener, Store } from '../core';
import { Expressions } from './cel/Expressions';
import { ClusterObjects, createClusterObjects } from './ClusterObjects';
import { createApiApplication, TokenUser } from './http/createApiApplication';
import { ContinueTokens } from './http/listing';
import { ResourceHandler } from './http/resourceHandler';
import { Watches } from './http/watching';
import { ObjectService } from './ObjectService';
import { ObjectStorage } from './ObjectStorage';
import { ResourceTypes } from './ResourceTypes';
import { SEEDED_DEFINITIONS } from './seededDefinitions';

/**
 * A cluster that is running.
 *
 * @public
 */
export interface ClusterSandbox {
  name: string;
  url: string;
  /** Bearer token of a cluster administrator. */
  token: string;
  objects: ClusterObjects;
  /** Bearer token of a service account, as `kubectl create token` makes it; what it may do is said by roles. */
  createToken(namespace: string, serviceAccount: string): string;
  /** Cuts the connections of all watches. */
  dropWatches(): void;
  /** Forgets the history: older watches and list pages are answered 410. */
  compact(): void;
  close(): Promise<void>;
}

/**
 * What a cluster is started with.
 *
 * @public
 */
export interface StartClusterOptions {
  name: string;
  store: Store;
  /** Zero takes a free one. */
  port?: number;
  /** Bearer token of a cluster administrator. */
  token: string;
  /** More tokens; what their users may do is said by roles in the cluster. */
  users?: Array<{ token: string; name: string; groups?: string[] }>;
  faults?: FaultSwitches;
  /** Sees every request before it is answered. */
  middleware?: RequestHandler;
  /** How many changes a watch can catch up with. */
  historyLimit?: number;
  /** How often a watch that asked for bookmarks gets one; a minute by default. */
  bookmarkMilliseconds?: number;
}

const FIRST_NAMESPACES = ['default', 'kube-system'];

/**
 * Starts a Kubernetes API server that keeps its objects in the store.
 *
 * @public
 */
export async function startCluster(
  options: StartClusterOptions,
): Promise<ClusterSandbox> {
  const { name, store, token } = options;
  const types = new ResourceTypes();
  const storage = new ObjectStorage({
    store,
    cluster: name,
    historyLimit: options.historyLimit,
  });
  const service = new ObjectService({
    storage,
    types,
    expressions: await Expressions.load(),
    now: () => new Date(),
  });
  const objects = createClusterObjects(service);
  const definitions = storage.list({
    group: 'apiextensions.k8s.io',
    plural: 'customresourcedefinitions',
  });
  for (const definition of definitions) {
    types.define(definition);
  }
  service.removal.resume();
  for (const definition of SEEDED_DEFINITIONS) {
    objects.apply(definition, { fieldManager: 'sandbox-seed' });
  }
  for (const namespace of FIRST_NAMESPACES) {
    objects.apply(
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      },
      { fieldManager: 'sandbox-seed' },
    );
  }

  const watches = new Watches({
    storage,
    bookmarkMilliseconds: options.bookmarkMilliseconds ?? 60_000,
  });
  const tokens = new ContinueTokens();
  const users: TokenUser[] = [
    { token, name: 'sandbox-admin', groups: ['system:masters'] },
    ...(options.users ?? []).map(user => ({
      ...user,
      groups: user.groups ?? [],
    })),
  ];
  const listener = await Listener.open({ port: options.port });
  listener.serve(
    createApiApplication({
      service,
      handler: new ResourceHandler({ service, watches, tokens }),
      users,
      middleware: [
        ...(options.middleware ? [options.middleware] : []),
        (options.faults ?? createFaultSwitches()).middleware(
          `kubernetes:${name}`,
        ),
      ],
    }),
  );
  return {
    name,
    url: listener.url,
    token,
    objects,
    createToken(namespace, serviceAccount) {
      const created = randomBytes(16).toString('hex');
      users.push({
        token: created,
        name: `system:serviceaccount:${namespace}:${serviceAccount}`,
        groups: [
          'system:serviceaccounts',
          `system:serviceaccounts:${namespace}`,
        ],
      });
      return created;
    },
    dropWatches: () => watches.drop(),
    compact() {
      storage.compact();
      tokens.clear();
    },
    async close() {
      watches.drop();
      await listener.close();
    },
  };
}
