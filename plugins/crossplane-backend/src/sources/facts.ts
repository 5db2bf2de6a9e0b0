import { OrderCondition } from '@openportal/plugin-crossplane-common';

/** What a source answered, or why it could not be read. */
export type Fact<T> =
  | { known: true; value: T }
  | { known: false; reason: string };

/** Runs a reader; what it throws becomes the reason of an unknown fact. */
export async function readFact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { known: false, reason };
  }
}

/** The pull request of an order. */
export interface PullRequestFact {
  number: number;
  url: string;
  state: 'open' | 'merged' | 'closed';
  mergeableState?: string;
  autoMergeArmed?: boolean;
  mergeCommit?: string;
}

/** A Flux source or kustomization. */
export interface FluxObjectFact {
  kind: string;
  apiVersion: string;
  name: string;
  namespace?: string;
  revision?: string;
  suspended: boolean;
  conditions: OrderCondition[];
}

/** A resource that the order made, directly or further down. */
export interface ResourceFact {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  /** Undefined when the resource could not be read; empty when it has no conditions. */
  conditions?: OrderCondition[];
  /** True when the cluster says that it does not exist (yet). */
  missing?: boolean;
}

/** The ordered resource itself. */
export interface CompositeFact {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  conditions: OrderCondition[];
  deleting: boolean;
  requestedBy?: string;
  composition?: string;
  resourceRefs: Array<{
    apiVersion: string;
    kind: string;
    name: string;
    namespace?: string;
  }>;
  links: Array<{ title: string; url: string }>;
  createdAt?: string;
}

/** The composition that makes the resources. */
export interface CompositionFact {
  name: string;
  functions: string[];
}
