import { sourceCommitOf } from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';
import { readRecordMessage } from '../records/DeploymentRecord';
import { DeploymentRecords } from '../records/DeploymentRecords';

/** The image that a commit is built to, by the convention of tags: `sha-` and the commit. */
export function impliedImage(
  target: DeployTarget,
  commit: string,
): string | undefined {
  return target.imageRepository === undefined
    ? undefined
    : `${target.imageRepository}:sha-${commit}`;
}

/** Whether the convention leads from a commit to an image. */
export function impliesImage(image: string, commit: string): boolean {
  const named = sourceCommitOf(image);
  return named !== undefined && commit.startsWith(named);
}

/**
 * The image of a branch at a commit. Looked up in what is written down: the commit itself, the tag of its deployment, the
 * commit that a pull request brought; and if there is nothing, by the convention of tags.
 */
export async function readBranchImage(options: {
  repository: GitRepository;
  records: DeploymentRecords;
  target: DeployTarget;
  head: string;
}): Promise<string | undefined> {
  const { repository, records, target, head } = options;
  const commit = await repository.commit(head);
  const own = readRecordMessage(commit.message);
  if (own) {
    return own.image;
  }
  const [latest] = await records.list(repository, target, 1);
  if (latest?.commit === head) {
    return latest.image;
  }
  const [, merged] = commit.parents;
  if (merged === undefined) {
    return impliedImage(target, head);
  }
  const brought = readRecordMessage((await repository.commit(merged)).message);
  return brought?.image ?? impliedImage(target, merged);
}
