import { Entity } from '@backstage/catalog-model';
import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CompositeResourceDefinition,
  XrdProblem,
} from '@openportal/plugin-crossplane-common';

/**
 * Settings of the conversion from cluster objects to entities.
 *
 * @public
 */
export interface ConvertOptions {
  /** Prefix of labels and annotations such as `<prefix>/generate-form`. */
  annotationPrefix: string;
  /** Owner of entities that name no valid owner. */
  defaultOwner: string;
  /** Take every XRD, not only those that opt in. */
  ingestAll: boolean;
  /** Accept owner annotations that name a group other than the namespace of the resource. */
  allowForeignOwners: boolean;
}

/**
 * The last good objects of one cluster.
 *
 * @public
 */
export interface ClusterSnapshot {
  cluster: string;
  /** True when the cluster cannot be read at the moment. */
  stale: boolean;
  definitions: KubernetesObject[];
  /** Only name, labels and `spec.compositeTypeRef` of each. */
  compositions: KubernetesObject[];
  /** Instances by the name of their XRD. */
  composites: Record<string, KubernetesObject[]>;
}

/**
 * An XRD as a group of clusters has it: same version label, same schema.
 *
 * @public
 */
export interface SharedXrd {
  xrd: CompositeResourceDefinition;
  clusters: string[];
  stale: boolean;
  /** Entity name of the template. */
  templateName: string;
}

/**
 * An XRD that was skipped, and why.
 *
 * @public
 */
export interface SkippedXrd extends XrdProblem {
  cluster: string;
  xrd: string;
}

/**
 * Entities of all clusters, by cluster. An entity that several clusters share is in each of their lists.
 *
 * @public
 */
export interface ConvertedClusters {
  entities: Map<string, Entity[]>;
  problems: SkippedXrd[];
}
