import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import {
  commitFiles,
  createOctokit,
  ensureBranch,
  ensurePullRequest,
  mergePullRequest,
} from '@openportal/github-node';
import { orderBranch } from '@openportal/plugin-crossplane-common';
import { Sandbox, toPortalConfig } from '@openportal/sandbox';
import { stringify } from 'yaml';

/** Opens the pull request of an order as the portal does; returns how to merge it. */
export async function submitOrder(
  sandbox: Sandbox,
  order: {
    name: string;
    spec: Record<string, unknown>;
    annotations?: Record<string, string>;
  },
): Promise<{ url: string; number: number; merge(): Promise<void> }> {
  const { host } = new URL(sandbox.endpoints.github.url);
  const repository = {
    octokit: createOctokit({
      integrations: ScmIntegrations.fromConfig(
        new ConfigReader(
          JSON.parse(JSON.stringify(toPortalConfig(sandbox.endpoints))),
        ),
      ),
      host,
      owner: 'sandbox',
      logger: mockServices.logger.mock(),
    }),
    owner: 'sandbox',
    repo: 'catalog-orders',
  };
  const branch = orderBranch(
    { namespace: 'team-alpha', plural: 'dnsrecords', name: order.name },
    randomBytes(12).toString('hex'),
  );
  const base = 'main';
  const { headOid } = await ensureBranch({
    ...repository,
    branch,
    baseBranch: base,
  });
  const { oid } = await commitFiles({
    ...repository,
    branch,
    expectedHeadOid: headOid,
    message: `Order ${order.name}`,
    additions: [
      {
        path: `namespaces/team-alpha/dnsrecords/${order.name}.yaml`,
        content: stringify({
          apiVersion: 'network.openportal.dev/v1alpha1',
          kind: 'DNSRecord',
          metadata: {
            name: order.name,
            namespace: 'team-alpha',
            annotations: {
              'openportal.dev/requested-by': 'user:default/developer',
              'openportal.dev/source-file': `sandbox/catalog-orders/namespaces/team-alpha/dnsrecords/${order.name}.yaml`,
              ...order.annotations,
            },
          },
          spec: order.spec,
        }),
      },
    ],
  });
  const pull = await ensurePullRequest({
    ...repository,
    head: branch,
    base,
    title: `Order ${order.name}`,
    body: '',
  });
  return {
    url: pull.url,
    number: pull.number,
    merge: async () => {
      await mergePullRequest({
        ...repository,
        number: pull.number,
        expectedSha: oid,
      });
    },
  };
}
