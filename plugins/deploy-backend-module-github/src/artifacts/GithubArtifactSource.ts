import { InputError } from '@backstage/errors';
import {
  Artifact,
  imageRepository as repositoryOf,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import {
  ArtifactPresence,
  ArtifactSource,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { GithubAccess } from '../access/GithubAccess';
import { GitRepository } from '../access/GitRepository';
import { ReleaseDefinition, releaseRepository } from './ReleaseDefinition';
import { releaseToArtifact, runToArtifact } from './toArtifact';

const PAGE = 100;
const DEFAULT_LIMIT = 50;

type Lister = (
  repository: GitRepository,
  imageRepository: string,
) => Promise<Artifact[]>;

/**
 * Images that GitHub knows of, with their digests. GitHub says what was built; whether the registry still has it is the
 * registry's to say.
 */
export class GithubArtifactSource implements ArtifactSource {
  readonly id: string;
  readonly #access: GithubAccess;
  readonly #definitions: ReleaseDefinition[];
  readonly #lister: Lister;

  /** Images that releases name in their notes. */
  static releases(options: {
    access: GithubAccess;
    definitions: ReleaseDefinition[];
  }): GithubArtifactSource {
    return new GithubArtifactSource('github-releases', options, listReleases);
  }

  /** Images whose digest is the name of an artifact of a workflow run. */
  static runArtifacts(options: {
    access: GithubAccess;
    definitions: ReleaseDefinition[];
  }): GithubArtifactSource {
    return new GithubArtifactSource(
      'github-actions-artifacts',
      options,
      listRunArtifacts,
    );
  }

  private constructor(
    id: string,
    options: { access: GithubAccess; definitions: ReleaseDefinition[] },
    lister: Lister,
  ) {
    this.id = id;
    this.#access = options.access;
    this.#definitions = options.definitions;
    this.#lister = lister;
  }

  supports(imageRepository: string): boolean {
    return releaseRepository(this.#definitions, imageRepository) !== undefined;
  }

  async list(
    imageRepository: string,
    options?: PortCallOptions & { limit?: number },
  ): Promise<Artifact[]> {
    const ref = releaseRepository(this.#definitions, imageRepository);
    if (!ref) {
      throw new InputError(
        `No repository is configured for the image '${imageRepository}'; add it under deploy.github`,
      );
    }
    const repository = await this.#access.open(ref, options);
    const artifacts = await this.#lister(repository, imageRepository);
    return artifacts.slice(0, options?.limit ?? DEFAULT_LIMIT);
  }

  async get(
    image: string,
    options?: PortCallOptions,
  ): Promise<Artifact | undefined> {
    const reference = tryParseImageReference(image);
    if (!reference) {
      return undefined;
    }
    const artifacts = await this.list(repositoryOf(reference), {
      ...options,
      limit: PAGE,
    });
    return artifacts.find(({ digest, tags }) =>
      reference.digest === undefined
        ? reference.tag !== undefined && tags.includes(reference.tag)
        : digest === reference.digest,
    );
  }

  async exists(image: string): Promise<ArtifactPresence> {
    return {
      state: 'unknown',
      reason: `GitHub knows what was built, not whether the registry still has '${image}'; add the registry under deploy.registries`,
    };
  }
}

async function listReleases(
  repository: GitRepository,
  imageRepository: string,
): Promise<Artifact[]> {
  const { data } = await repository.call('list the releases', () =>
    repository.octokit.rest.repos.listReleases({
      ...repository.place,
      per_page: PAGE,
    }),
  );
  return data.flatMap(
    release => releaseToArtifact(imageRepository, release) ?? [],
  );
}

async function listRunArtifacts(
  repository: GitRepository,
  imageRepository: string,
): Promise<Artifact[]> {
  const { data } = await repository.call('list the artifacts of runs', () =>
    repository.octokit.rest.actions.listArtifactsForRepo({
      ...repository.place,
      per_page: PAGE,
    }),
  );
  const { url } = repository.details;
  return data.artifacts.flatMap(
    artifact => runToArtifact(imageRepository, artifact, url) ?? [],
  );
}
