import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import {
  commitFiles,
  CommitFilesOptions,
  createOctokit,
  ensureBranch,
  ensurePullRequest,
  mergePullRequest,
} from '@openportal/github-node';
import { orderBranch } from '@openportal/plugin-crossplane-common';
import { Sandbox, toPortalConfig } from '@openportal/sandbox';
import { stringify } from 'yaml';

/** A pull request of an order that a test opened. */
export interface SubmittedOrder {
  url: string;
  number: number;
  merge(): Promise<void>;
}

/** Opens the pull request of an order, or of a change of it, as the portal does. */
export async function submitOrder(
  sandbox: Sandbox,
  order: {
    name: string;
    spec: Record<string, unknown>;
    annotations?: Record<string, string>;
  },
): Promise<SubmittedOrder> {
  const path = pathOf(order.name);
  return propose(sandbox, order.name, {
    additions: [
      {
        path,
        content: stringify({
          apiVersion: 'network.openportal.dev/v1alpha1',
          kind: 'DNSRecord',
          metadata: {
            name: order.name,
            namespace: 'team-alpha',
            annotations: {
              'openportal.dev/requested-by': 'user:default/developer',
              'openportal.dev/source-file': `sandbox/catalog-orders/${path}`,
              ...order.annotations,
            },
          },
          spec: order.spec,
        }),
      },
    ],
  });
}

/** Opens the pull request that removes an order. */
export async function removeOrder(
  sandbox: Sandbox,
  name: string,
): Promise<SubmittedOrder> {
  return propose(sandbox, name, {
    additions: [],
    deletions: [pathOf(name)],
  });
}

/** Writes files to the branch that Flux reads, as somebody does who may do that by hand. */
export async function commitByHand(
  sandbox: Sandbox,
  files: Record<string, string>,
): Promise<void> {
  const { merge } = await propose(sandbox, 'by-hand', {
    additions: Object.entries(files).map(([path, content]) => ({
      path,
      content,
    })),
  });
  await merge();
}

function pathOf(name: string): string {
  return `namespaces/team-alpha/dnsrecords/${name}.yaml`;
}

async function propose(
  sandbox: Sandbox,
  name: string,
  changes: Pick<CommitFilesOptions, 'additions' | 'deletions'>,
): Promise<SubmittedOrder> {
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
    { namespace: 'team-alpha', plural: 'dnsrecords', name },
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
    ...changes,
    branch,
    expectedHeadOid: headOid,
    message: `Order ${name}`,
  });
  const pull = await ensurePullRequest({
    ...repository,
    head: branch,
    base,
    title: `Order ${name}`,
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
