import { z } from 'zod';
import { checkReferenceUpdate } from '../branchRules';
import { conflict, GitHubError } from '../errors';
import {
  branchTip,
  isAncestor,
  mergeTrees,
  readCommit,
  resolveCommit,
  updateReference,
  writeCommit,
} from '../git';
import { recordPush } from '../pushes';
import { toCommit } from '../shapes/commit';
import { signatureOf } from '../signature';
import { commitContext } from './gitAccess';
import {
  created,
  noContent,
  optional,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Route,
} from './route';

export const mergeRoutes: Route[] = [
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/merges',
      operationId: 'repos/merge',
      status: 'supported',
    },
    async call => {
      const { services } = call;
      const repository = requireRepository(call, 'write');
      const folder = services.state.path(repository);
      const input = parseBody(
        call,
        z.object({
          base: z.string(),
          head: z.string(),
          commit_message: optional(z.string()),
        }),
      );
      const before = await branchTip(folder, input.base);
      if (!before) throw new GitHubError(404, 'Base does not exist');
      const head = await resolveCommit(folder, input.head);
      if (!head) throw new GitHubError(404, 'Head does not exist');
      if (await isAncestor(folder, head, before)) return noContent;
      const tree = await mergeTrees(folder, before, head);
      if (!tree) throw conflict('Merge conflict');
      const login = requireLogin(call);
      const after = await writeCommit(folder, {
        tree,
        parents: [before, head],
        message:
          input.commit_message ?? `Merge ${input.head} into ${input.base}`,
        author: signatureOf(services, login),
      });
      await checkReferenceUpdate(services, repository, call.caller.account, {
        branch: input.base,
        before,
        after,
      });
      const ref = `refs/heads/${input.base}`;
      if (!(await updateReference(folder, ref, after, before))) {
        throw conflict(
          'Base branch was modified. Review and try the merge again.',
        );
      }
      await recordPush(services, repository, {
        ref,
        before,
        after,
        actor: login,
      });
      return created(
        toCommit(
          commitContext(call, repository),
          await readCommit(folder, after),
        ),
      );
    },
  ),
];
