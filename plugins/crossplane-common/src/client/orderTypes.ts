import { JsonObject, JsonValue } from '@backstage/types';

/**
 * One commit that changed the file of an order.
 *
 * @public
 */
export interface OrderRevision {
  /** Commit sha. */
  revision: string;
  /** First line of the commit message. */
  message: string;
  author?: string;
  date: string;
  url: string;
  /** True for the revision that the base branch has. */
  current: boolean;
}

/**
 * Answer of `GET /orders/…/revisions`, newest first.
 *
 * @public
 */
export interface OrderRevisionList {
  items: OrderRevision[];
  /** True when there are older revisions that are not listed. */
  truncated: boolean;
}

/**
 * The file of an order at a revision.
 *
 * @public
 */
export interface OrderRevisionContent {
  /** The empty text when the revision removed the file. */
  content: string;
  /** True when the revision removed the file. */
  deleted: boolean;
  /** Unified diff from this revision to the current one; absent when they are the same, or too different. */
  diff?: string;
  /** They differ in too many lines to compare them. */
  diffOmitted?: true;
}

/**
 * What fills the form of a template to change an order.
 *
 * @public
 */
export interface OrderForm {
  /** Entity reference of the template of the XRD; absent when the caller sees none. */
  templateRef?: string;
  /**
   * Values of the form, with `operation: 'update'`, and with `fileVersion`, by which `idp:order:update` refuses to
   * overwrite what somebody changed meanwhile.
   */
  values: JsonObject;
}

/**
 * Body of `POST /orders/preview`: the input of `idp:order:create` or `idp:order:update`.
 *
 * @public
 */
export interface OrderPreviewRequest {
  /** Defaults to `create`. */
  operation?: 'create' | 'update';
  cluster: string;
  xrd: string;
  version?: string;
  formVersion?: string;
  /** For updates: the `fileVersion` of the form, by which a change that somebody else made meanwhile is found. */
  fileVersion?: string;
  name: string;
  namespace?: string;
  owner?: string;
  spec?: JsonValue;
  composition?: string;
  /** `Automatic` or `Manual`. */
  compositionUpdatePolicy?: string;
  /**
   * For updates: clusters for which the form asks for composition and update policy. There an empty value takes them out
   * of the file; elsewhere the file keeps what it has.
   */
  choiceOfComposition?: string[];
}

/**
 * What an order would do, without doing it.
 *
 * @public
 */
export interface OrderPreview {
  /** Path of the file in the repository. */
  path: string;
  /** `<owner>/<repository>` */
  repository: string;
  baseBranch: string;
  /** The rendered manifest. */
  content: string;
  /** True when the pull request is merged without people. */
  autoMerge: boolean;
  /** Why it waits for people although the configuration lets orders like it go without them. */
  waitsBecause?: string;
  /** Why the order would be refused; empty when it is fine. */
  problems: Array<{ path: string; message: string }>;
  /**
   * What was not checked beforehand, and why: rules that take too long here, or all that only the cluster can check,
   * for example because the portal may not ask it.
   */
  notChecked?: string;
  /** The order of this name that exists already, in git or in the cluster. */
  existing?: { url: string };
  /** Unified diff to what git has; present for updates that change something, unless they change too much. */
  diff?: string;
  /** The update changes too many lines to compare them. */
  diffOmitted?: true;
}

/**
 * What to list namespaces for.
 *
 * @public
 */
export interface NamespaceQuery {
  cluster: string;
  xrd?: string;
  /** Defaults to `create`. */
  action?: 'create' | 'update';
}

/**
 * Namespaces of a cluster that the caller may order into.
 *
 * @public
 */
export interface NamespaceList {
  items: Array<{
    name: string;
    /** False when Flux would have to make it first; absent when the cluster could not be read. */
    exists?: boolean;
  }>;
  /** Why the cluster or the repository could not be read; the list may be too short then. */
  unreadable?: string;
}
