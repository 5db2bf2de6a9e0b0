import type { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../core';
import {
  ClusterSandbox,
  startCluster,
  StartClusterOptions,
} from '../startCluster';

/** The administrator's token in tests. */
export const TEST_TOKEN = 'test-token';

/** A cluster on a store of its own, with a way to kill and restart it. */
export interface TestCluster {
  cluster: ClusterSandbox;
  directory: string;
  restart(): Promise<ClusterSandbox>;
  close(): Promise<void>;
}

/** Starts a cluster for one test file. */
export async function startTestCluster(
  options: Partial<StartClusterOptions> = {},
): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'openportal-cluster-'));
  const file = join(directory, 'store.sqlite');
  let store = openStore(file);
  const start = () =>
    startCluster({ name: 'platform', store, token: TEST_TOKEN, ...options });
  const test: TestCluster = {
    cluster: await start(),
    directory,
    async restart() {
      await test.cluster.close();
      store.close();
      store = openStore(file);
      test.cluster = await start();
      return test.cluster;
    },
    async close() {
      await test.cluster.close();
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return test;
}

/** Configures the real client for a cluster. */
export async function clientFor(
  cluster: { name: string; url: string },
  token = TEST_TOKEN,
): Promise<{
  kubernetes: typeof import('@kubernetes/client-node');
  config: KubeConfig;
}> {
  const kubernetes = await import('@kubernetes/client-node');
  const config = new kubernetes.KubeConfig();
  config.loadFromOptions({
    // The client takes plain HTTP only when it is told not to check certificates.
    clusters: [
      { name: cluster.name, server: cluster.url, skipTLSVerify: true },
    ],
    users: [{ name: 'user', token }],
    contexts: [{ name: 'context', cluster: cluster.name, user: 'user' }],
    currentContext: 'context',
  });
  return { kubernetes, config };
}

/** The deployment that most tests use. */
export function deployment(name: string, image = 'nginx:1.27') {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image }] },
      },
    },
  };
}

/** A custom resource with everything that schemas are used for. */
export const WIDGET_DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets', shortNames: ['wd'] },
    versions: ['v1', 'v1beta1'].map(name => ({
      name,
      served: true,
      storage: name === 'v1',
      subresources: { status: {} },
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: {
              type: 'object',
              required: ['size'],
              properties: {
                size: { type: 'string', enum: ['S', 'M'] },
                color: {
                  type: 'string',
                  default: 'red',
                  'x-kubernetes-validations': [
                    { rule: 'self == oldSelf', message: 'color is immutable' },
                  ],
                },
                count: { type: 'integer', minimum: 1 },
                port: { 'x-kubernetes-int-or-string': true },
                parts: {
                  type: 'array',
                  'x-kubernetes-list-type': 'map',
                  'x-kubernetes-list-map-keys': ['name'],
                  items: {
                    type: 'object',
                    required: ['name'],
                    properties: {
                      name: { type: 'string' },
                      weight: { type: 'integer' },
                    },
                  },
                },
              },
            },
            status: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
        },
      },
    })),
  },
};

/** A widget with a spec. */
export function widget(name: string, spec: Record<string, unknown>) {
  return {
    apiVersion: 'example.org/v1',
    kind: 'Widget',
    metadata: { name, namespace: 'default' },
    spec,
  };
}
