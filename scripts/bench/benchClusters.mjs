import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { endedError, startSupervised } from '../lib/supervised.mjs';

const program = join(
  root,
  'packages',
  'sandbox',
  'bin',
  'openportal-bench-clusters',
);

/** Starts the API servers, with their XRDs, in a process of their own. */
export async function startBenchClusters({ xrds, clusters, env, processes }) {
  let announce;
  const announced = new Promise(resolve => {
    announce = resolve;
  });
  const servers = startSupervised({
    name: 'The API servers',
    logName: 'bench-clusters',
    command: process.execPath,
    args: [program, String(xrds), String(clusters)],
    env,
    onLine: line => announce(JSON.parse(line)),
  });
  processes.push(servers);
  const found = await Promise.race([
    announced,
    servers.exited.then(code => {
      throw endedError(servers, code);
    }),
  ]);
  return {
    clusters: found.clusters,
    /** What was asked of all of them so far. */
    async traffic() {
      return (await fetch(found.trafficUrl)).json();
    },
    /** Changes a label of an XRD, as `kubectl label` does. */
    async label(cluster, xrd, labels) {
      const { url, token } = found.clusters.find(
        ({ name }) => name === cluster,
      );
      const response = await fetch(
        `${url}/apis/apiextensions.crossplane.io/v2/compositeresourcedefinitions/${xrd}`,
        {
          method: 'PATCH',
          headers: {
            Authorization: `Bearer ${token}`,
            'Content-Type': 'application/merge-patch+json',
          },
          body: JSON.stringify({ metadata: { labels } }),
        },
      );
      if (!response.ok) {
        throw new Error(`Labeling '${xrd}' failed: ${await response.text()}`);
      }
    },
  };
}
