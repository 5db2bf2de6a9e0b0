import { z } from 'zod';

const timeoutMilliseconds = 10_000;

const resourceList = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      namespaced: z.boolean(),
      verbs: z.array(z.string()),
    }),
  ),
});
const groupList = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ groupVersion: z.string() })),
    }),
  ),
});
const object = z.looseObject({
  kind: z.string().optional(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    creationTimestamp: z.string().optional(),
  }),
});
const objectList = z.object({ items: z.array(object) });

export type ConsoleObject = z.infer<typeof object>;

/** A kind that a cluster knows. */
export interface ConsoleKind {
  groupVersion: string;
  plural: string;
  kind: string;
  namespaced: boolean;
}

/** The console as a client of one cluster: discovery, lists and single objects. */
export class KubernetesClient {
  readonly #url: string;
  readonly #token: string;

  constructor(options: { url: string; token: string }) {
    this.#url = options.url;
    this.#token = options.token;
  }

  async kinds(): Promise<ConsoleKind[]> {
    const { groups } = await this.#json(groupList, '/apis');
    const groupVersions = [
      'v1',
      ...groups.flatMap(group =>
        group.versions.map(version => version.groupVersion),
      ),
    ];
    const lists = await Promise.all(
      groupVersions.map(async groupVersion => {
        const { resources } = await this.#json(
          resourceList,
          pathOf(groupVersion),
        );
        return resources
          .filter(
            resource =>
              resource.verbs.includes('list') && !resource.name.includes('/'),
          )
          .map(({ name, kind, namespaced }) => ({
            groupVersion,
            plural: name,
            kind,
            namespaced,
          }));
      }),
    );
    // A group lists the version that it prefers first; the others show the same objects.
    const seen = new Set<string>();
    return lists.flat().filter(kind => {
      const key = `${kind.groupVersion.split('/').slice(0, -1)}/${kind.plural}`;
      return seen.has(key) ? false : seen.add(key);
    });
  }

  async list(groupVersion: string, plural: string): Promise<ConsoleObject[]> {
    const { items } = await this.#json(
      objectList,
      `${pathOf(groupVersion)}/${encodeURIComponent(plural)}?limit=500`,
    );
    return items;
  }

  async get(
    kind: { groupVersion: string; plural: string },
    namespace: string | undefined,
    name: string,
  ): Promise<ConsoleObject> {
    const scope = namespace
      ? `/namespaces/${encodeURIComponent(namespace)}`
      : '';
    return this.#json(
      object,
      `${pathOf(kind.groupVersion)}${scope}/${encodeURIComponent(
        kind.plural,
      )}/${encodeURIComponent(name)}`,
    );
  }

  async #json<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      headers: { Authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    if (!response.ok) {
      throw new Error(`The cluster answered ${response.status} to ${path}`);
    }
    return schema.parse(await response.json());
  }
}

function pathOf(groupVersion: string): string {
  const path = groupVersion.split('/').map(encodeURIComponent).join('/');
  return groupVersion.includes('/') ? `/apis/${path}` : `/api/${path}`;
}
