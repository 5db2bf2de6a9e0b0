import {
  classifyGithubError,
  moveReferences,
  ReferenceMove,
} from '@openportal/github-node';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { BoundedCache } from '../access/BoundedCache';
import { GitRepository } from '../access/GitRepository';
import {
  DeploymentRecord,
  operationRef,
  readRecordMessage,
  recordMessage,
  recordPrefix,
  recordRef,
} from './DeploymentRecord';

/** A deployment to note down. */
export interface NewRecord {
  target: DeployTarget;
  operationId: string;
  image: string;
  commit: string;
  title: string;
  body: string;
}

/**
 * What was deployed where, as annotated tags of a repository. Every deployment has two tags of the same object: one in
 * the order of time, for the list of its target, and one by its operation, which can only be made once.
 */
export class DeploymentRecords {
  /** Tag objects never change. */
  readonly #objects = new BoundedCache<{ record?: DeploymentRecord }>(5000);

  /** The deployments of a target, newest first. */
  async list(
    repository: GitRepository,
    target: DeployTarget,
    limit: number,
  ): Promise<DeploymentRecord[]> {
    const prefix = recordPrefix(target);
    const { data } = await repository.call('list the deployments', () =>
      repository.octokit.rest.git.listMatchingRefs({
        ...repository.place,
        ref: prefix.replace(/^refs\//, ''),
      }),
    );
    const newest = data
      .filter(({ object }) => object.type === 'tag')
      .sort((a, b) => (a.ref < b.ref ? 1 : -1))
      .slice(0, limit);
    const records: DeploymentRecord[] = [];
    for (const { object } of newest) {
      const record = await this.#read(repository, object.sha);
      if (record) {
        records.push(record);
      }
    }
    return records;
  }

  /** The deployment of an operation. */
  async find(
    repository: GitRepository,
    operationId: string,
  ): Promise<DeploymentRecord | undefined> {
    let object: { sha: string; type: string };
    try {
      const { data } = await repository.octokit.rest.git.getRef({
        ...repository.place,
        ref: operationRef(operationId).replace(/^refs\//, ''),
      });
      object = data.object;
    } catch (error) {
      repository.location.signal?.throwIfAborted();
      if (classifyGithubError(error).kind === 'not-found') {
        return undefined;
      }
      throw repository.failure(error, 'look for the deployment');
    }
    const record =
      object.type === 'tag'
        ? await this.#read(repository, object.sha)
        : undefined;
    return record?.operationId === operationId ? record : undefined;
  }

  /**
   * Notes a deployment, together with the moves of branches that carry it out: all of it happens, or nothing. Throws a
   * `ConflictError` where a branch moved otherwise or the operation is noted already.
   */
  async write(
    repository: GitRepository,
    record: NewRecord,
    moves: ReferenceMove[] = [],
  ): Promise<void> {
    const { target, operationId, commit } = record;
    const ref = recordRef(target, operationId, Date.now());
    // An object that no ref leads to is nothing that anybody sees.
    const { data: tag } = await repository.call('write a tag', () =>
      repository.octokit.rest.git.createTag({
        ...repository.place,
        tag: ref.replace('refs/tags/', ''),
        message: recordMessage(record),
        object: commit,
        type: 'commit',
      }),
    );
    await moveReferences({
      ...repository.location,
      nodeId: repository.details.nodeId,
      moves: [
        ...moves,
        { ref: operationRef(operationId), after: tag.sha },
        { ref, after: tag.sha },
      ],
    });
  }

  /** Takes a note back, of a deployment that did not begin. */
  async remove(
    repository: GitRepository,
    target: DeployTarget,
    operationId: string,
  ): Promise<void> {
    const { octokit, place } = repository;
    const { data } = await repository.call('list the deployments', () =>
      octokit.rest.git.listMatchingRefs({
        ...place,
        ref: recordPrefix(target).replace(/^refs\//, ''),
      }),
    );
    const own = data.find(({ ref }) => ref.endsWith(`-${operationId}`));
    if (own) {
      const before = own.object.sha;
      await moveReferences({
        ...repository.location,
        nodeId: repository.details.nodeId,
        moves: [
          { ref: operationRef(operationId), before },
          { ref: own.ref, before },
        ],
      });
    }
  }

  async #read(
    repository: GitRepository,
    sha: string,
  ): Promise<DeploymentRecord | undefined> {
    const { record } = await this.#objects.get(
      `${repository.details.nodeId}/${sha}`,
      async () => {
        const { data } = await repository.call('read a tag', () =>
          repository.octokit.rest.git.getTag({
            ...repository.place,
            tag_sha: sha,
          }),
        );
        const said = readRecordMessage(data.message);
        return {
          record: said && {
            ...said,
            commit: data.object.sha,
            at: data.tagger.date,
            author: data.tagger.name,
          },
        };
      },
    );
    return record;
  }
}
