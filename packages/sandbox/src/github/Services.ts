import type { WorkTracker } from '../core';
import type { Delivery, Hook, Repository } from './entities';
import type { GitHubState } from './GitHubState';
import type { Links } from './Links';

/**
 * A branch or tag that has moved, for listeners in this process.
 *
 * @public
 */
export interface PushEvent {
  owner: string;
  name: string;
  ref: string;
  before: string;
  after: string;
  pusher: string;
  commits: Array<{ sha: string; message: string }>;
}

/** Something that happened, on its way to webhooks. */
export interface HookEvent {
  event: string;
  action: string | undefined;
  repository: Repository;
  sender: string;
  payload: Record<string, unknown>;
}

/** What every part of the stand-in works with. */
export interface Services {
  state: GitHubState;
  links: Links;
  work: WorkTracker;
  /** The organization's login. */
  organization: string;
  /** Stores and sends the deliveries of all hooks that want the event. */
  publish(event: HookEvent): void;
  ping(hook: Hook): void;
  redeliver(hook: Hook, delivery: Delivery): void;
  notifyPush(event: PushEvent): void;
  notifyDispatch(event: DispatchEvent): void;
  onFailure(error: unknown): void;
}

/**
 * A workflow that somebody started by hand.
 *
 * @public
 */
export interface DispatchEvent {
  owner: string;
  name: string;
  workflowPath: string;
  ref: string;
  inputs: Record<string, string>;
  actor: string;
  /** The run that was made for it, still queued. */
  runId: number;
}
