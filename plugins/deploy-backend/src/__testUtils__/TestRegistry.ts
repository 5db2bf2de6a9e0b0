import {
  Artifact,
  displayVersion,
  imageRepository,
  parseImageReference,
} from '@openportal/plugin-deploy-common';
import {
  ArtifactPresence,
  ArtifactSource,
} from '@openportal/plugin-deploy-node';

/** A registry in memory: an image is there unless the test took it away. */
export class TestRegistry implements ArtifactSource {
  readonly id = 'registry';
  readonly missing = new Set<string>();
  readonly digests = new Map<string, string>();
  unreachable?: string;

  supports(repository: string): boolean {
    return repository.startsWith('registry.test/');
  }

  async list(): Promise<Artifact[]> {
    return [];
  }

  async get(image: string): Promise<Artifact | undefined> {
    const presence = await this.exists(image);
    if (presence.state !== 'present') {
      return undefined;
    }
    const reference = parseImageReference(image);
    return {
      repository: imageRepository(reference),
      digest: presence.digest,
      tags: reference.tag === undefined ? [] : [reference.tag],
      image,
      version: displayVersion(image),
      sourceCommit: reference.tag?.replace('sha-', ''),
    };
  }

  async exists(image: string): Promise<ArtifactPresence> {
    if (this.unreachable !== undefined) {
      return { state: 'unknown', reason: this.unreachable };
    }
    const digest = parseImageReference(image).digest ?? this.digests.get(image);
    return this.missing.has(image) || digest === undefined
      ? { state: 'missing' }
      : { state: 'present', digest };
  }
}
