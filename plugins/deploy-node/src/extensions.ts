import { createExtensionPoint } from '@backstage/backend-plugin-api';
import {
  ArtifactSource,
  DesiredState,
  Notifier,
  Observer,
  PipelineSource,
  SourceHistory,
  WebhookRedelivery,
} from './ports';

/**
 * Where modules add their adapters. Two of one kind with the same id are refused.
 *
 * @public
 */
export interface DeployAdaptersExtensionPoint {
  addDesiredState(adapter: DesiredState): void;
  addObserver(adapter: Observer): void;
  addArtifactSource(adapter: ArtifactSource): void;
  addNotifier(adapter: Notifier): void;
  addSourceHistory(adapter: SourceHistory): void;
  addPipelineSource(adapter: PipelineSource): void;
}

/**
 * See {@link DeployAdaptersExtensionPoint}.
 *
 * @public
 */
export const deployAdaptersExtensionPoint =
  createExtensionPoint<DeployAdaptersExtensionPoint>({ id: 'deploy.adapters' });

/**
 * Where modules add the senders of webhooks that can be asked to send again.
 *
 * @public
 */
export interface DeployWebhooksExtensionPoint {
  addRedelivery(redelivery: WebhookRedelivery): void;
}

/**
 * See {@link DeployWebhooksExtensionPoint}.
 *
 * @public
 */
export const deployWebhooksExtensionPoint =
  createExtensionPoint<DeployWebhooksExtensionPoint>({ id: 'deploy.webhooks' });
