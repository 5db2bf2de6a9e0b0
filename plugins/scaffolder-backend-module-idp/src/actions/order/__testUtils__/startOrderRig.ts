import type { PermissionsService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { readClusters } from '@openportal/kubernetes-node';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import { readIdpConfig } from '../../../config/readIdpConfig';
import { createOrderCreateAction } from '../orderCreate';
import { dnsRecordXrd } from './dnsRecordXrd';

/** What one run of the action ended with. */
export interface OrderRun {
  outputs: Record<string, unknown>;
  error?: Error;
}

/** The action against a running sandbox. */
export interface OrderRig {
  sandbox: Sandbox;
  order(
    change?: Record<string, unknown>,
    options?: { taskId?: string; isDryRun?: boolean },
  ): Promise<OrderRun>;
  /** The file on the main branch. */
  file(path: string): Promise<string | undefined>;
  pulls(): ReturnType<Sandbox['github']['pulls']['list']>;
  branches(): Promise<string[]>;
  close(): Promise<void>;
}

const owner = 'sandbox';
const repo = 'catalog-orders';

/** Starts the sandbox with the XRD of a DNS record in the cluster. */
export async function startOrderRig(
  options: { allowed?: string[] } = {},
): Promise<OrderRig> {
  const sandbox = await startSandbox({ seed: 'minimal' });
  sandbox.clusters.platform.objects.apply(dnsRecordXrd(), {
    fieldManager: 'test',
  });
  const config = new ConfigReader(
    JSON.parse(JSON.stringify(toPortalConfig(sandbox.endpoints))),
  );
  const permissions: PermissionsService = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(request => ({
        result:
          'resourceRef' in request &&
          !(options.allowed ?? ['platform/team-alpha']).includes(
            String(request.resourceRef),
          )
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      })),
  });
  const action = createOrderCreateAction({
    config: readIdpConfig(config),
    clusters: readClusters(config),
    integrations: ScmIntegrations.fromConfig(config),
    permissions,
    auditor: mockServices.auditor.mock(),
    timeoutMs: 2_000,
  });
  let tasks = 0;
  return {
    sandbox,
    async order(change = {}, { taskId, isDryRun } = {}) {
      tasks += 1;
      const outputs: Record<string, unknown> = {};
      const context = createMockActionContext({
        input: {
          cluster: 'platform',
          xrd: 'dnsrecords.network.openportal.dev',
          version: 'v1alpha1',
          name: 'www',
          namespace: 'team-alpha',
          owner: 'team-alpha',
          spec: { name: 'www', type: 'A', value: '192.0.2.1', ttl: 300 },
          ...change,
        },
        task: { id: taskId ?? `task-${tasks}` },
        user: { ref: 'user:default/developer' },
      });
      try {
        await action.handler({
          ...context,
          isDryRun,
          output: (name: string, value: unknown) => {
            outputs[name] = value;
          },
        } as Parameters<typeof action.handler>[0]);
        return { outputs };
      } catch (error) {
        return { outputs, error: error as Error };
      }
    },
    file: path => sandbox.github.readFile(owner, repo, 'main', path),
    pulls: () => sandbox.github.pulls.list(owner, repo),
    async branches() {
      const { apiUrl, token } = sandbox.endpoints.github;
      const response = await fetch(
        `${apiUrl}/repos/${owner}/${repo}/branches`,
        { headers: { Authorization: `Bearer ${token}` } },
      );
      const branches: Array<{ name: string }> = await response.json();
      return branches.map(({ name }) => name);
    },
    close: () => sandbox.close(),
  };
}
