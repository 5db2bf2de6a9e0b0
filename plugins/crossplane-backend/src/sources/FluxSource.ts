import {
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import { z } from 'zod';
import { OrdersLocation } from '../config/readCrossplaneConfig';
import { FluxObjectFact } from './facts';
import { parseConditions } from './parseConditions';

const sourceSpec = z.object({ url: z.string() });
const kustomizationSpec = z.object({
  sourceRef: z.object({ kind: z.string(), name: z.string() }),
});
const suspendSpec = z.object({ suspend: z.boolean().optional() });
const sourceStatus = z.object({
  artifact: z.object({ revision: z.string() }).optional(),
});
const kustomizationStatus = z.object({
  lastAppliedRevision: z.string().optional(),
});

/** The Flux sources of the orders repository and the kustomizations that apply them. */
export async function readFlux(
  client: KubernetesClient,
  orders: OrdersLocation,
  namespace: string,
): Promise<FluxObjectFact[]> {
  const [sources, kustomizations] = await Promise.all([
    client.list(
      {
        group: 'source.toolkit.fluxcd.io',
        version: 'v1',
        plural: 'gitrepositories',
      },
      { namespace },
    ),
    client.list(
      {
        group: 'kustomize.toolkit.fluxcd.io',
        version: 'v1',
        plural: 'kustomizations',
      },
      { namespace },
    ),
  ]);
  const own = sources.items.filter(({ spec }) => {
    const parsed = sourceSpec.safeParse(spec);
    return parsed.success && isRepository(parsed.data.url, orders);
  });
  const names = new Set(own.map(({ metadata }) => metadata.name));
  const appliers = kustomizations.items.filter(({ spec }) => {
    const parsed = kustomizationSpec.safeParse(spec);
    return (
      parsed.success &&
      parsed.data.sourceRef.kind === 'GitRepository' &&
      names.has(parsed.data.sourceRef.name)
    );
  });
  return [
    ...own.map(object => {
      const status = sourceStatus.safeParse(object.status);
      return toFact(object, status.data?.artifact?.revision);
    }),
    ...appliers.map(object => {
      const status = kustomizationStatus.safeParse(object.status);
      return toFact(object, status.data?.lastAppliedRevision);
    }),
  ];
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
function isRepository(url: string, { owner, repo }: OrdersLocation): boolean {
  const path = url.replace(/\.git$/, '').toLowerCase();
  return (
    path.endsWith(`/${owner}/${repo}`.toLowerCase()) ||
    path.endsWith(`:${owner}/${repo}`.toLowerCase())
  );
}
