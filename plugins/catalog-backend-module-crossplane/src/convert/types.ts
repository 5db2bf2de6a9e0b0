import { Entity } from '@backstage/catalog-model';
import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CompositeResourceDefinition,
  CompositionSummary,
  CompositionUpdatePolicy,
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
  /** Where people open the portal; without it there are no links to technical documentation. */
  appBaseUrl?: string;
  /** Host of the repositories in `github.com/project-slug`. Defaults to `github.com`. */
  githubHost?: string;
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
  /** Values of the annotation `<prefix>/owner` by the namespace that carries it. */
  namespaceOwners?: Record<string, string>;
}

/**
 * What {@link readDefinition} found in one XRD. Depends on nothing but the object and the options, so it can
 * be kept until the object changes.
 *
 * @public
 */
export interface ReadDefinition {
  /** `metadata.name` */
  name: string;
  /** True when the XRD wants to be a template. */
  wanted: boolean;
  /** The definition; `undefined` when there are problems. */
  xrd?: CompositeResourceDefinition;
  problems: XrdProblem[];
  /** Clusters whose definitions have the same identity share a template: same version label, same forms. */
  identity: string;
  /** Changes with everything that entities are made of. */
  digest: string;
  /** `metadata.creationTimestamp`, or the empty string. */
  created: string;
}

/**
 * What one cluster contributes to templates and APIs.
 *
 * @public
 */
export interface ClusterDefinitions {
  cluster: string;
  stale: boolean;
  definitions: ReadDefinition[];
  compositions: CompositionSummary[];
}

/**
 * The compositions that a user can choose from in one cluster.
 *
 * @public
 */
export interface ClusterPlacement {
  cluster: string;
  /** Names of the compositions that fit, sorted. */
  compositions: string[];
  default?: string;
  enforced?: string;
  defaultUpdatePolicy?: CompositionUpdatePolicy;
}

/**
 * Entity names of templates by `<cluster>/<xrd>`, from an earlier grouping.
 *
 * @public
 */
export type TemplateNames = Readonly<Record<string, string>>;

/**
 * An XRD as a group of clusters has it: same version label, same forms.
 *
 * @public
 */
export interface SharedXrd {
  /** As the first of the clusters has it. */
  xrd: CompositeResourceDefinition;
  /** Sorted. */
  clusters: string[];
  stale: boolean;
  /** Entity name of the template. */
  templateName: string;
  /** One for each of the clusters. */
  placements: ClusterPlacement[];
  /** Changes with everything that the entities are made of; the same key means the same entities. */
  key: string;
}

/**
 * Why an XRD was skipped, or what its entities lack.
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
  /** Names of the templates, for the next grouping. */
  names: TemplateNames;
}
