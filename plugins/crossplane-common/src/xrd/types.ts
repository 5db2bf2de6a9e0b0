import { JsonObject } from '@backstage/types';

/**
 * One served version of an XRD.
 *
 * @public
 */
export interface XrdVersion {
  name: string;
  /** True for the version that compositions refer to. */
  referenceable: boolean;
  deprecated: boolean;
  /** What Kubernetes warns with when a deprecated version is used. */
  deprecationWarning?: string;
  /** The OpenAPI schema of the whole object; `undefined` when the XRD has none. */
  schema: JsonObject | undefined;
}

/**
 * What a user creates: the claim where an XRD has one, the composite resource otherwise.
 *
 * @public
 */
export interface OrderableResource {
  kind: string;
  plural: string;
  namespaced: boolean;
}

/**
 * How changes of a composition reach the resources that use it.
 *
 * @public
 */
export type CompositionUpdatePolicy = 'Automatic' | 'Manual';

/**
 * A Crossplane CompositeResourceDefinition, the same for API versions v1 and v2.
 *
 * @public
 */
export interface CompositeResourceDefinition {
  /** `<plural>.<group>` */
  name: string;
  group: string;
  /** Kind of the composite resource, which compositions refer to. */
  kind: string;
  plural: string;
  scope: 'Namespaced' | 'Cluster' | 'LegacyCluster';
  orderable: OrderableResource;
  /** Served versions, in the order of the XRD. */
  versions: XrdVersion[];
  /** The served version that forms and orders use. */
  current: XrdVersion;
  /** Names of the compositions that the XRD falls back to or insists on. */
  compositionRefs: { default?: string; enforced?: string };
  defaultCompositionUpdatePolicy?: CompositionUpdatePolicy;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  generation: number | undefined;
}

/**
 * Why an XRD cannot be used, and where.
 *
 * @public
 */
export interface XrdProblem {
  path: string;
  reason: string;
}

/**
 * Answer of {@link parseXrd}: the definition, or everything that is wrong with it.
 *
 * @public
 */
export type ParsedXrd =
  | { xrd: CompositeResourceDefinition; problems?: undefined }
  | { xrd?: undefined; problems: XrdProblem[] };
