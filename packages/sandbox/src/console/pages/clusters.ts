import type { Request } from 'express';
import { z } from 'zod';
import type { ConsoleSection } from '../ConsolePage';
import { html } from '../html';
import type { ConsoleObject } from '../KubernetesClient';
import { badge, table } from '../layout';
import { yamlText } from '../../seed/yamlText';

const conditions = z.object({
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })),
  }),
});

/** Browses what is in the clusters, kind by kind. */
export const clustersSection: ConsoleSection = {
  path: '/clusters',
  title: 'Clusters',
  register(pages, { endpoints, cluster }) {
    pages.show('/clusters', async () => ({
      title: 'Clusters',
      body: html`<ul>
        ${endpoints.clusters.map(
          item =>
            html`<li>
              <a href="/clusters/${item.name}">${item.name}</a> at ${item.url}
            </li>`,
        )}
      </ul>`,
    }));

    pages.show('/clusters/:cluster', async request => {
      const { cluster: name } = request.params;
      const kinds = await cluster(name)?.kinds();
      return (
        kinds && {
          title: `Cluster ${name}`,
          body: table({
            caption: 'Kinds',
            columns: ['Kind', 'Group and version', 'Scope'],
            rows: kinds.map(kind => [
              html`<a href="${kindPath(name, kind.groupVersion, kind.plural)}"
                >${kind.kind}</a
              >`,
              kind.groupVersion,
              kind.namespaced ? 'namespaced' : 'cluster',
            ]),
            empty: 'The cluster knows no kinds.',
          }),
        }
      );
    });

    pages.show('/clusters/:cluster/kinds/:kind', async request => {
      const { cluster: name } = request.params;
      const kind = readKind(request);
      const objects = await cluster(name)?.list(kind.groupVersion, kind.plural);
      return (
        objects && {
          title: `${kind.plural} in ${name}`,
          body: table({
            caption: `${kind.plural} (${kind.groupVersion})`,
            columns: ['Name', 'Namespace', 'Conditions', 'Created'],
            rows: objects.map(object => [
              html`<a href="${objectPath(name, kind, object)}"
                >${object.metadata.name}</a
              >`,
              object.metadata.namespace,
              conditionsOf(object).map(condition =>
                badge(`${condition.type}: ${condition.status}`),
              ),
              object.metadata.creationTimestamp,
            ]),
            empty: 'There are none.',
          }),
        }
      );
    });

    pages.show('/clusters/:cluster/kinds/:kind/:name', async request => {
      const { cluster: clusterName, name } = request.params;
      const namespace = z.string().optional().parse(request.query.namespace);
      const kind = readKind(request);
      const object = await cluster(clusterName)?.get(kind, namespace, name);
      return (
        object && {
          title: `${kind.plural}/${name}`,
          body: html`
            <p>
              In cluster
              ${clusterName}${namespace && `, namespace ${namespace}`}:
              <a href="${kindPath(clusterName, kind.groupVersion, kind.plural)}"
                >all ${kind.plural}</a
              >
            </p>
            <pre tabindex="0">${yamlText(withoutNoise(object))}</pre>
          `,
        }
      );
    });
  },
};

// A group and version holds a slash, so it is written with a comma between plural and group version.
function kindPath(
  cluster: string,
  groupVersion: string,
  plural: string,
): string {
  return `/clusters/${cluster}/kinds/${encodeURIComponent(
    `${plural},${groupVersion}`,
  )}`;
}

function objectPath(
  cluster: string,
  kind: { groupVersion: string; plural: string },
  object: ConsoleObject,
): string {
  const path = kindPath(cluster, kind.groupVersion, kind.plural);
  const { name, namespace } = object.metadata;
  const query = namespace ? `?namespace=${encodeURIComponent(namespace)}` : '';
  return `${path}/${encodeURIComponent(name)}${query}`;
}

function readKind(request: Request): { groupVersion: string; plural: string } {
  const [plural, groupVersion = 'v1'] = request.params.kind.split(',');
  return { plural, groupVersion };
}

function conditionsOf(object: ConsoleObject) {
  const parsed = conditions.safeParse(object);
  return parsed.success ? parsed.data.status.conditions : [];
}

// Who set which field is longer than the object itself.
function withoutNoise(object: ConsoleObject): ConsoleObject {
  return {
    ...object,
    metadata: { ...object.metadata, managedFields: undefined },
  };
}
