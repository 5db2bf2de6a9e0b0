import {
  OrderCondition,
  OrderEvent,
  OrderFile,
  OrderLink,
  OrderPullRequest,
  OrderResourceReference,
} from '@openportal/plugin-crossplane-common';
import { withoutSecrets } from '@openportal/plugin-crossplane-node';
import { Staleness } from '../cache/LastGood';

/** What a source answered, or why it could not be read. */
export type Fact<T> =
  | { known: true; value: T }
  | { known: false; reason: string };

/** Runs a reader; what it throws becomes the reason of an unknown fact. */
export async function readFact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    return { known: false, reason: reasonOf(error) };
  }
}

/** The message of an error, fit for people to see. */
export function reasonOf(error: unknown): string {
  return withoutSecrets(error instanceof Error ? error.message : String(error));
}

/** What git knows of an order. */
export interface GitFact {
  /** Where the file is or would be. */
  file: OrderFile;
  pulls: OrderPullRequest[];
  /** Present when this is what git knew earlier, because the repository cannot be read now. */
  stale?: Staleness;
}

/** A Flux source or kustomization. */
export interface FluxObjectFact extends OrderResourceReference {
  /** What it fetched or applied last. */
  revision?: string;
  suspended: boolean;
  /** Whether a kustomization deletes what leaves git. */
  prune?: boolean;
  conditions: OrderCondition[];
  /** Whether that revision has the last change of the order; undefined when nobody could tell. */
  containsOrder?: boolean;
}

/** A resource that the order made, directly or further down. */
export interface ResourceFact extends OrderResourceReference {
  /** Present when the resource was read. */
  uid?: string;
  /** Undefined when the resource could not be read; empty when it has no conditions. */
  conditions?: OrderCondition[];
  /** True when the cluster says that it does not exist (yet). */
  missing?: boolean;
  /** True when the cluster does not serve its kind. */
  unknownKind?: boolean;
  /** Why it is not shown further. */
  note?: string;
  children?: ResourceFact[];
  omittedChildren?: number;
}

/** An object whose events tell why it is not ready. */
export interface EventSubject extends OrderResourceReference {
  uid: string;
}

/** Warnings of the cluster about some objects. */
export interface EventsFact {
  /** Newest first. */
  events: OrderEvent[];
  /** Why there may be others that could not be read. */
  problem?: string;
}

/** The ordered resource itself. */
export interface CompositeFact extends OrderResourceReference {
  uid?: string;
  /** The composite resource of a claim. */
  bound?: EventSubject;
  /** The composite resource that owns what is composed: for a claim, what it is bound to. */
  owner: { uid?: string; namespace?: string };
  conditions: OrderCondition[];
  deleting: boolean;
  /** True when it tells Flux to leave it alone, whatever becomes of its file. */
  keptByFlux: boolean;
  requestedBy?: string;
  composition?: string;
  compositionRevision?: string;
  compositionUpdatePolicy?: string;
  resourceRefs: OrderResourceReference[];
  /** Number of references beyond the limit. */
  omittedRefs: number;
  /** Secret of the connection details, by name. */
  connectionSecret?: { name: string; namespace?: string };
  links: OrderLink[];
  createdAt?: string;
}

/** The composition that makes the resources. */
export interface CompositionFact {
  name: string;
  /** False when it is made for another kind. */
  fits: boolean;
  steps: Array<{ step: string; function: string }>;
}

/** A package of Crossplane and whether it runs. */
export interface PackageFact {
  name: string;
  package?: string;
  /** Undefined when it has not said yet. */
  healthy?: boolean;
  message?: string;
}
