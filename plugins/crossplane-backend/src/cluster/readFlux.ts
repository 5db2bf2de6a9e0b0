import { KubernetesObject } from '@openportal/kubernetes-node';
import { z } from 'zod';
import { FluxObjectFact } from '../sources/facts';
import { parseConditions } from '../sources/parseConditions';
import { ClusterReader } from './ClusterReader';

const sourceSpec = z.object({ url: z.string() });
const kustomizationSpec = z.object({
  path: z.string().optional(),
  prune: z.boolean().optional().catch(undefined),
  sourceRef: z.object({
    kind: z.string(),
    name: z.string(),
    namespace: z.string().optional(),
  }),
});
const suspendSpec = z.object({ suspend: z.boolean().optional() });
const sourceStatus = z.object({
  artifact: z.object({ revision: z.string() }).optional(),
});
const kustomizationStatus = z.object({
  lastAppliedRevision: z.string().optional(),
});

const SOURCES = 'source.toolkit.fluxcd.io';
const KUSTOMIZATIONS = 'kustomize.toolkit.fluxcd.io';

/** The Flux objects that bring one file into a cluster. */
export interface FluxObjects {
  sources: FluxObjectFact[];
  kustomizations: FluxObjectFact[];
  /** True when Flux fetches the repository, whether or not it applies the file. */
  hasSource: boolean;
}

/** Reads the sources of a repository and the kustomizations that apply a file of it. */
export async function readFlux(
  reader: ClusterReader,
  options: {
    /** `<owner>/<repository>` */
    repository: string;
    path: string;
    /** Namespace of the Flux objects. */
    namespace: string;
  },
): Promise<FluxObjects> {
  const { namespace } = options;
  const [sources, kustomizations] = await Promise.all([
    reader.objects(SOURCES, 'gitrepositories', namespace),
    reader.objects(KUSTOMIZATIONS, 'kustomizations', namespace),
  ]);
  return selectFlux(sources, kustomizations, options);
}

/** The Kustomizations that apply other repositories than those of orders: a catalog is among them. */
export async function readCatalogKustomizations(
  reader: ClusterReader,
  namespace: string,
  orderRepositories: string[],
): Promise<FluxObjectFact[]> {
  const [sources, kustomizations] = await Promise.all([
    reader.objects(SOURCES, 'gitrepositories', namespace),
    reader.objects(KUSTOMIZATIONS, 'kustomizations', namespace),
  ]);
  const ofOrders = new Set(
    sources
      .filter(({ spec }) => {
        const { data } = sourceSpec.safeParse(spec);
        return orderRepositories.some(
          repository => data && isRepository(data.url, repository),
        );
      })
      .map(({ metadata }) => metadata.name),
  );
  return kustomizations
    .filter(({ spec }) => {
      const { data } = kustomizationSpec.safeParse(spec);
      return !data || !ofOrders.has(data.sourceRef.name);
    })
    .map(toKustomizationFact);
}

/** Chooses the objects that matter for a file, from everything that a cluster has. */
export function selectFlux(
  sources: KubernetesObject[],
  kustomizations: KubernetesObject[],
  { repository, path }: { repository: string; path: string },
): FluxObjects {
  const ofRepository = sources.filter(({ spec }) => {
    const parsed = sourceSpec.safeParse(spec);
    return parsed.success && isRepository(parsed.data.url, repository);
  });
  const known = new Set(
    ofRepository.map(
      ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
    ),
  );
  const used = new Set<string>();
  const appliers = kustomizations.filter(({ spec, metadata }) => {
    const parsed = kustomizationSpec.safeParse(spec);
    if (!parsed.success || parsed.data.sourceRef.kind !== 'GitRepository') {
      return false;
    }
    const { name, namespace = metadata.namespace } = parsed.data.sourceRef;
    const source = `${namespace}/${name}`;
    const applies = known.has(source) && isBelow(path, parsed.data.path);
    if (applies) {
      used.add(source);
    }
    return applies;
  });
  const shown = ofRepository.filter(
    ({ metadata }) =>
      used.size === 0 || used.has(`${metadata.namespace}/${metadata.name}`),
  );
  return {
    hasSource: ofRepository.length > 0,
    sources: shown.map(object =>
      toFact(
        object,
        sourceStatus.safeParse(object.status).data?.artifact?.revision,
      ),
    ),
    kustomizations: appliers.map(toKustomizationFact),
  };
}

/** The commit in a revision of Flux: `main@sha1:<commit>`, formerly `main/<commit>`. */
export function commitOf(revision: string | undefined): string | undefined {
  return /(?:^|[:/])([0-9a-f]{40}|[0-9a-f]{64})$/.exec(revision ?? '')?.[1];
}

function toKustomizationFact(object: KubernetesObject): FluxObjectFact {
  const prune = kustomizationSpec.safeParse(object.spec).data?.prune;
  return {
    ...toFact(
      object,
      kustomizationStatus.safeParse(object.status).data?.lastAppliedRevision,
    ),
    ...(prune === undefined ? {} : { prune }),
  };
}

function toFact(object: KubernetesObject, revision?: string): FluxObjectFact {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace,
    revision,
    suspended: suspendSpec.safeParse(object.spec).data?.suspend === true,
    conditions: parseConditions(object.status),
  };
}

/** Compares by path only: clusters often reach the same repository by SSH or another host name. */
function isRepository(url: string, repository: string): boolean {
  const path = url
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .toLowerCase();
  return (
    path.endsWith(`/${repository.toLowerCase()}`) ||
    path.endsWith(`:${repository.toLowerCase()}`)
  );
}

function isBelow(file: string, folder: string = ''): boolean {
  const segments = folder.split('/').filter(part => part && part !== '.');
  return segments.length === 0 || file.startsWith(`${segments.join('/')}/`);
}
