import { lookThenAct, toGithubError } from '@openportal/github-node';
import type { OrdersRepository } from '@openportal/plugin-crossplane-node';

/** Tells the people at a pull request what they have to do, once for each commit that it is about. */
export async function tellOnPull(
  repository: OrdersRepository,
  options: { number: number; about: string; problem: string },
): Promise<void> {
  const { octokit, owner, repo, signal } = repository;
  const { number, about, problem } = options;
  const marker = `<!-- openportal-order-conflict: ${about} -->`;
  const place = { owner, repo, issue_number: number };
  try {
    await lookThenAct({
      look: async () => {
        const comments = await octokit.paginate(
          octokit.rest.issues.listComments,
          { ...place, per_page: 100 },
        );
        return comments.find(({ body }) => body?.includes(marker))?.id;
      },
      act: async () => {
        const { data } = await octokit.rest.issues.createComment({
          ...place,
          body: `This pull request conflicts with its base branch. ${problem}\n\nResolve the conflict here, or close this pull request and order again in the portal.\n\n${marker}`,
        });
        return data.id;
      },
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `comment on pull request #${number}`,
      repository: `${owner}/${repo}`,
    });
  }
}
