import { RepositoryRef } from './DeployTarget';
import { Operation } from '@openportal/plugin-deploy-common';

/**
 * Something that happened to an operation.
 *
 * @public
 */
export type DeployEvent = {
  /** Stays the same when it is delivered again. */
  id: string;
  operation: Operation;
  /** Git repository of the source code, where the entity names one that it may use. */
  sourceRepository?: RepositoryRef;
  /** Entities that should know: requester and owners. */
  recipients: string[];
  /** Chat channel of the entity. */
  slackChannel?: string;
  /** One line for people. */
  title: string;
  description?: string;
  /** Path inside the portal. */
  link?: string;
  final: boolean;
};

/**
 * Who tells people. Called from an outbox until it does not throw, so an event may come twice.
 *
 * @public
 */
export interface Notifier {
  readonly id: string;
  notify(event: DeployEvent): Promise<void>;
}
