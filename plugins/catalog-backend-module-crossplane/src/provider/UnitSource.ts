import { KubernetesObject } from '@openportal/kubernetes-node';
import { CompositionSummary } from '@openportal/plugin-crossplane-common';
import { PackedObject } from '../source/PackedObject';

/** What the converter reads of a cluster. */
export interface UnitSource {
  readonly cluster: string;
  /** True once the XRDs were listed: what is missing before may well be there. */
  readonly definitionsListed: boolean;
  definition(xrd: string): PackedObject | undefined;
  compositions(group: string, kind: string): CompositionSummary[];
  composites(
    xrd: string,
  ): Iterable<{ readonly key: string; unpack(): KubernetesObject }>;
  composite(
    xrd: string,
    key: string,
  ): { unpack(): KubernetesObject } | undefined;
  compositesFail(xrd: string): boolean;
  namespaceOwner(namespace: string): string | undefined;
}
