import { KubernetesClient } from '../console';
import { githubRoutes } from '../github';
import type { Sandbox } from '../Sandbox';
import type { Coverage } from './coverageTables';

/** Asks the code and a running sandbox what they cover. */
export async function readCoverage(sandbox: Sandbox): Promise<Coverage> {
  const [platform] = sandbox.endpoints.clusters;
  return {
    github: githubRoutes.map(
      ({ method, path, operationId, status, notes }) => ({
        method,
        path,
        operationId,
        status,
        notes,
      }),
    ),
    registry: sandbox.registry.operations.map(({ method, path, summary }) => ({
      method,
      path,
      notes: summary,
    })),
    kinds: await new KubernetesClient(platform).kinds(),
  };
}
