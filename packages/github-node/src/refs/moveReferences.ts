import { ConflictError } from '@backstage/errors';
import type { GithubClient } from '../client/createOctokit';
import { lookThenAct } from '../client/lookThenAct';
import { classifyGithubError } from '../errors/classifyGithubError';
import { toGithubError } from '../errors/toGithubError';

/**
 * A branch or tag that moves, begins or ends.
 *
 * @public
 */
export interface ReferenceMove {
  /** Full name, `refs/heads/…` or `refs/tags/…`. */
  ref: string;
  /** Object that it points to before; undefined where it must not exist. */
  before?: string;
  /** Object that it points to after; undefined where it is removed. */
  after?: string;
}

/**
 * Options for {@link moveReferences}.
 *
 * @public
 */
export interface MoveReferencesOptions {
  octokit: GithubClient;
  owner: string;
  repo: string;
  /** Global id of the repository, for GraphQL. */
  nodeId: string;
  moves: ReferenceMove[];
  signal?: AbortSignal;
}

const ABSENT = '0'.repeat(40);

const MUTATION = `mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

/** GitHub's words for a ref that is not where it should be, or that would not move forwards. */
const MOVED = /cannot be updated|expected|fast[- ]forward|already exists/i;

/**
 * Moves several branches and tags in one step, all of them or none, provided that each is where it should be.
 *
 * @remarks
 *
 * Uses `updateRefs` of the GraphQL API, the one call that compares before it moves; branches only move forwards, never by
 * force. When the answer gets lost, the refs themselves tell whether they moved. One that moved otherwise is a
 * `ConflictError`: look again and decide anew.
 *
 * @public
 */
export async function moveReferences(
  options: MoveReferencesOptions,
): Promise<void> {
  const { octokit, owner, repo, nodeId, moves, signal } = options;
  const repository = `${owner}/${repo}`;
  let acted = false;
  try {
    await lookThenAct({
      look: async () => {
        if (!acted) {
          return undefined;
        }
        const now = await Promise.all(moves.map(move => read(options, move)));
        const isDone = moves.every(({ after }, index) => now[index] === after);
        const isOpen = moves.every(
          ({ before }, index) => now[index] === before,
        );
        if (!isDone && !isOpen) {
          throw movedOtherwise(repository, moves);
        }
        return isDone ? true : undefined;
      },
      act: async () => {
        acted = true;
        await octokit.graphql(MUTATION, {
          input: {
            repositoryId: nodeId,
            refUpdates: moves.map(({ ref, before, after }) => ({
              name: ref,
              beforeOid: before ?? ABSENT,
              afterOid: after ?? ABSENT,
              force: false,
            })),
          },
        });
        return true;
      },
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    const { kind, detail } = classifyGithubError(error);
    throw kind === 'invalid' && MOVED.test(detail)
      ? movedOtherwise(repository, moves)
      : toGithubError(error, {
          action: `move ${moves.map(({ ref }) => `"${ref}"`).join(', ')}`,
          repository,
        });
  }
}

function movedOtherwise(repository: string, moves: ReferenceMove[]): Error {
  return new ConflictError(
    `Could not move ${moves
      .map(({ ref }) => `"${ref}"`)
      .join(
        ', ',
      )} of "${repository}": somebody moved one of them meanwhile. Read them again and decide anew.`,
  );
}

async function read(
  { octokit, owner, repo }: MoveReferencesOptions,
  { ref }: ReferenceMove,
): Promise<string | undefined> {
  try {
    const { data } = await octokit.rest.git.getRef({
      owner,
      repo,
      ref: ref.replace(/^refs\//, ''),
    });
    return data.object.sha;
  } catch (error) {
    if (classifyGithubError(error).kind === 'not-found') {
      return undefined;
    }
    throw error;
  }
}
