import { z } from 'zod';
import type { BranchProtection, Repository } from '../entities';
import { GitHubError } from '../errors';
import { branchTip, listReferences, readCommit } from '../git';
import { toCommit } from '../shapes/commit';
import { userOf } from '../shapes/pull';
import { toTeam } from '../shapes/account';
import { commitContext } from './gitAccess';
import { paginated } from './pagination';
import {
  noContent,
  ok,
  optional,
  parseBody,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

async function requireBranch(call: Call, repository: Repository) {
  const name = call.params.branch;
  const sha = await branchTip(call.services.state.path(repository), name);
  if (!sha) throw new GitHubError(404, 'Branch not found');
  return { name, sha };
}

function protectionUrl(call: Call, repository: Repository, branch: string) {
  return `${call.services.links.repository(
    repository,
  )}/branches/${encodeURIComponent(branch)}/protection`;
}

const flag = (enabled: boolean) => ({ enabled });

function toRestrictions(
  call: Call,
  repository: Repository,
  url: string,
  restrictions: NonNullable<BranchProtection['restrictions']>,
) {
  const { services } = call;
  return {
    url: `${url}/restrictions`,
    users_url: `${url}/restrictions/users`,
    teams_url: `${url}/restrictions/teams`,
    apps_url: `${url}/restrictions/apps`,
    users: restrictions.users.map(it => userOf(services, it)),
    teams: restrictions.teams.flatMap(slug => {
      const team = services.state.teams.get(repository.owner, slug);
      return team ? [toTeam(services.links, team)] : [];
    }),
    apps: [],
  };
}

function toProtection(
  call: Call,
  repository: Repository,
  rules: BranchProtection,
) {
  const url = protectionUrl(call, repository, rules.branch);
  return {
    url,
    ...(rules.requiredChecks
      ? {
          required_status_checks: {
            url: `${url}/required_status_checks`,
            strict: rules.requiredChecks.strict,
            contexts: rules.requiredChecks.contexts,
            contexts_url: `${url}/required_status_checks/contexts`,
            checks: rules.requiredChecks.contexts.map(context => ({
              context,
              app_id: null,
            })),
          },
        }
      : {}),
    ...(rules.requiredReviews
      ? {
          required_pull_request_reviews: {
            url: `${url}/required_pull_request_reviews`,
            dismiss_stale_reviews: rules.requiredReviews.dismissStale,
            require_code_owner_reviews: rules.requiredReviews.codeOwners,
            required_approving_review_count: rules.requiredReviews.count,
            require_last_push_approval: rules.requiredReviews.lastPush,
          },
        }
      : {}),
    ...(rules.restrictions
      ? {
          restrictions: toRestrictions(
            call,
            repository,
            url,
            rules.restrictions,
          ),
        }
      : {}),
    enforce_admins: {
      url: `${url}/enforce_admins`,
      enabled: rules.enforceAdmins,
    },
    required_linear_history: flag(rules.linearHistory),
    allow_force_pushes: flag(rules.allowForcePushes),
    allow_deletions: flag(rules.allowDeletions),
    block_creations: flag(false),
    required_conversation_resolution: flag(false),
    required_signatures: {
      url: `${url}/required_signatures`,
      enabled: false,
    },
    lock_branch: flag(false),
    allow_fork_syncing: flag(false),
  };
}

const protectionSchema = z.object({
  required_status_checks: z
    .object({
      strict: z.boolean().default(false),
      contexts: z.array(z.string()).optional(),
      checks: z.array(z.object({ context: z.string() })).optional(),
    })
    .nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z
    .object({
      dismiss_stale_reviews: z.boolean().default(false),
      require_code_owner_reviews: z.boolean().default(false),
      required_approving_review_count: z
        .number()
        .int()
        .min(0)
        .max(6)
        .default(1),
      require_last_push_approval: z.boolean().default(false),
    })
    .nullable(),
  restrictions: z
    .object({
      users: z.array(z.string()),
      teams: z.array(z.string()),
      apps: z.array(z.string()).default([]),
    })
    .nullable(),
  required_linear_history: optional(z.boolean()),
  allow_force_pushes: optional(z.boolean()),
  allow_deletions: optional(z.boolean()),
});

function toRules(
  branch: string,
  input: z.infer<typeof protectionSchema>,
): BranchProtection {
  const checks = input.required_status_checks;
  const reviews = input.required_pull_request_reviews;
  return {
    branch,
    requiredChecks: checks
      ? {
          strict: checks.strict,
          contexts: [
            ...new Set([
              ...(checks.contexts ?? []),
              ...(checks.checks ?? []).map(it => it.context),
            ]),
          ],
        }
      : undefined,
    requiredReviews: reviews
      ? {
          count: reviews.required_approving_review_count,
          dismissStale: reviews.dismiss_stale_reviews,
          codeOwners: reviews.require_code_owner_reviews,
          lastPush: reviews.require_last_push_approval,
        }
      : undefined,
    enforceAdmins: input.enforce_admins ?? false,
    linearHistory: input.required_linear_history ?? false,
    allowForcePushes: input.allow_force_pushes ?? false,
    allowDeletions: input.allow_deletions ?? false,
    restrictions: input.restrictions ?? undefined,
  };
}

function requireProtection(call: Call, repository: Repository) {
  const rules = call.services.state.protections.get(
    repository.id,
    call.params.branch,
  );
  if (!rules) throw new GitHubError(404, 'Branch not protected');
  return rules;
}

export const branchRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/branches',
      operationId: 'repos/list-branches',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const { state, links } = call.services;
      const found = await listReferences(state.path(repository), 'refs/heads/');
      return paginated(call, found, it => {
        const name = it.name.slice('refs/heads/'.length);
        return {
          name,
          commit: {
            sha: it.sha,
            url: `${links.repository(repository)}/commits/${it.sha}`,
          },
          protected: state.protections.get(repository.id, name) !== undefined,
        };
      });
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/branches/{branch}/protection',
      operationId: 'repos/get-branch-protection',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call, 'admin');
      await requireBranch(call, repository);
      const rules = requireProtection(call, repository);
      return ok(toProtection(call, repository, rules));
    },
  ),
  route(
    {
      method: 'put',
      path: '/repos/{owner}/{repo}/branches/{branch}/protection',
      operationId: 'repos/update-branch-protection',
      status: 'partial',
      notes:
        'reviews, checks, restrictions, force pushes and deletions are enforced; code owners and last push are only stored',
    },
    async call => {
      const repository = requireRepository(call, 'admin');
      const { name } = await requireBranch(call, repository);
      const rules = toRules(name, parseBody(call, protectionSchema));
      call.services.state.protections.put(repository.id, name, rules);
      return ok(toProtection(call, repository, rules));
    },
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}/branches/{branch}/protection',
      operationId: 'repos/delete-branch-protection',
      status: 'supported',
    },
    call => {
      const repository = requireRepository(call, 'admin');
      const { branch } = requireProtection(call, repository);
      call.services.state.protections.delete(repository.id, branch);
      return noContent;
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/branches/{branch}',
      operationId: 'repos/get-branch',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const { state, links } = call.services;
      const { name, sha } = await requireBranch(call, repository);
      const commit = await readCommit(state.path(repository), sha);
      const rules = state.protections.get(repository.id, name);
      const contexts = rules?.requiredChecks?.contexts ?? [];
      const enforced = rules?.enforceAdmins ? 'everyone' : 'non_admins';
      const self = `${links.repository(repository)}/branches/${name}`;
      return ok({
        name,
        commit: toCommit(commitContext(call, repository), commit),
        _links: { self, html: `${links.page(repository)}/tree/${name}` },
        protected: rules !== undefined,
        protection: {
          enabled: rules !== undefined,
          required_status_checks: {
            enforcement_level: contexts.length > 0 ? enforced : 'off',
            contexts,
            checks: contexts.map(context => ({ context, app_id: null })),
          },
        },
        protection_url: protectionUrl(call, repository, name),
      });
    },
  ),
];
