import { createExtensionPoint } from '@backstage/backend-plugin-api';
import {
  ArtifactSource,
  DesiredState,
  Notifier,
  Observer,
  PipelineSource,
  SourceHistory,
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
