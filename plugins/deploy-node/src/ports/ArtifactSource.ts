import { Artifact } from '@openportal/plugin-deploy-common';
import { PortCallOptions } from './DeployTarget';

/**
 * Whether an image is there. `unknown` where the registry could not be asked: that is not `missing`.
 *
 * @public
 */
export type ArtifactPresence =
  | { state: 'present'; digest: string }
  | { state: 'missing' }
  | { state: 'unknown'; reason: string };

/**
 * Where built images are.
 *
 * @public
 */
export interface ArtifactSource {
  /** Name, for example `registry`. */
  readonly id: string;
  /** Whether it can be asked about this image repository. */
  supports(imageRepository: string): boolean;
  /** Newest first. */
  list(
    imageRepository: string,
    options?: PortCallOptions & { limit?: number },
  ): Promise<Artifact[]>;
  /** The artifact of an image reference, or undefined where it is missing. */
  get(image: string, options?: PortCallOptions): Promise<Artifact | undefined>;
  /**
   * Whether an image reference is there: by its digest where it has one. A tag that now means another
   * digest than the reference says does not make it missing. Never throws.
   */
  exists(image: string, options?: PortCallOptions): Promise<ArtifactPresence>;
}
