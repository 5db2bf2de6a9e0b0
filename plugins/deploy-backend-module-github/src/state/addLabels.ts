import { GitRepository } from '../access/GitRepository';

/** Labels a pull request; labels that the repository does not have yet are made by GitHub. */
export async function addLabels(
  repository: GitRepository,
  number: number,
  labels: string[],
): Promise<void> {
  if (labels.length > 0) {
    await repository.call(`label pull request #${number}`, () =>
      repository.octokit.rest.issues.addLabels({
        ...repository.place,
        issue_number: number,
        labels,
      }),
    );
  }
}
