import {
  KubernetesClient,
  KubernetesObject,
  ResourceType,
  ServedKind,
} from '@openportal/kubernetes-node';
import { ParsedXrd, parseXrd } from '@openportal/plugin-crossplane-common';
import { CoalescingCache } from '../cache/CoalescingCache';
import { paced } from '../cache/paced';

const DISCOVERY_MILLISECONDS = 30_000;
const MISSING_MILLISECONDS = 3_000;
const SHORT_MILLISECONDS = 2_000;
const LONGEST_DEFINITIONS_MILLISECONDS = 30_000;
const PACKAGES_MILLISECONDS = 10_000;
const XRD_GROUP = 'apiextensions.crossplane.io';

/** An XRD as the cluster has it: what it means, and the object itself. */
export interface Definition {
  name: string;
  parsed: ParsedXrd;
  object: KubernetesObject;
}

/**
 * Reads one cluster for all pages at once: what several pages need at the same moment is read once.
 * Who may see what is decided before anything is read here.
 */
export class ClusterReader {
  readonly client: KubernetesClient;
  readonly #versions = new CoalescingCache<string[]>({
    timeToLive: versions =>
      versions.length ? DISCOVERY_MILLISECONDS : MISSING_MILLISECONDS,
  });
  readonly #kinds = new CoalescingCache<ServedKind | undefined>({
    timeToLive: kind => (kind ? DISCOVERY_MILLISECONDS : MISSING_MILLISECONDS),
  });
  readonly #definitions = new CoalescingCache<Definition | undefined>({
    timeToLive: SHORT_MILLISECONDS,
  });
  readonly #definitionLists = new CoalescingCache<Definition[]>({
    // Thousands of XRDs are tens of megabytes to read.
    timeToLive: paced({
      shortest: SHORT_MILLISECONDS,
      times: 10,
      longest: LONGEST_DEFINITIONS_MILLISECONDS,
    }),
  });
  readonly #lists = new CoalescingCache<KubernetesObject[]>({
    // A list that takes long to read is read less often: at most a fifth of the time goes into it.
    timeToLive: paced({ shortest: SHORT_MILLISECONDS, times: 4 }),
    maxEntries: 200,
  });
  readonly #packages = new CoalescingCache<KubernetesObject[]>({
    timeToLive: PACKAGES_MILLISECONDS,
  });

  constructor(client: KubernetesClient) {
    this.client = client;
  }

  get cluster(): string {
    return this.client.cluster;
  }

  /** Versions of an API group that the cluster serves, preferred first. */
  versions(group: string): Promise<string[]> {
    return this.#versions.get(group, () => this.client.groupVersions(group));
  }

  /** How the cluster addresses a kind. */
  kind(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    return this.#kinds.get(`${apiVersion}/${kind}`, () =>
      this.client.findKind(apiVersion, kind),
    );
  }

  /** One XRD, or `undefined` when there is none of this name. */
  definition(name: string): Promise<Definition | undefined> {
    return this.#definitions.get(name, async () => {
      const resource = await this.#definitionResource();
      const object = resource && (await this.client.get(resource, name));
      return object && toDefinition(object);
    });
  }

  /** All XRDs; empty where Crossplane is not installed. */
  definitions(): Promise<Definition[]> {
    return this.#definitionLists.get('', async () => {
      const resource = await this.#definitionResource();
      return resource
        ? (await this.client.list(resource)).items.map(toDefinition)
        : [];
    });
  }

  /** Objects of a type; empty where the cluster does not serve the type. */
  async objects(
    group: string,
    plural: string,
    namespace?: string,
  ): Promise<KubernetesObject[]> {
    const resource = await this.#preferred(group, plural);
    if (!resource) {
      return [];
    }
    return this.#lists.get(listKey(resource, namespace), async () => {
      const { items } = await this.client.list(resource, { namespace });
      return items;
    });
  }

  /** Packages of Crossplane, which change seldom. */
  packages(plural: 'providers' | 'functions'): Promise<KubernetesObject[]> {
    return this.#packages.get(plural, async () => {
      const resource = await this.#preferred('pkg.crossplane.io', plural);
      return resource ? (await this.client.list(resource)).items : [];
    });
  }

  /** One object of a type; `undefined` where there is none or the type is not served. */
  async find(
    group: string,
    plural: string,
    name: string,
    namespace?: string,
  ): Promise<KubernetesObject | undefined> {
    const resource = await this.#preferred(group, plural);
    return resource && this.client.get(resource, name, { namespace });
  }

  async #preferred(
    group: string,
    plural: string,
  ): Promise<ResourceType | undefined> {
    if (group === '') {
      return { group, version: 'v1', plural };
    }
    const [version] = await this.versions(group);
    return version ? { group, version, plural } : undefined;
  }

  /** v2 before v1: the same objects, read once, in the newer form. */
  async #definitionResource(): Promise<ResourceType | undefined> {
    const versions = await this.versions(XRD_GROUP);
    const version = ['v2', 'v1'].find(name => versions.includes(name));
    return version
      ? {
          group: XRD_GROUP,
          version,
          plural: 'compositeresourcedefinitions',
        }
      : undefined;
  }
}

function toDefinition(object: KubernetesObject): Definition {
  return { name: object.metadata.name, parsed: parseXrd(object), object };
}

function listKey(
  { group, version, plural }: ResourceType,
  namespace?: string,
): string {
  return [group, version, plural, namespace ?? ''].join('/');
}
