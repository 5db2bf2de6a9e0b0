import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  classifyGithubError,
  lookThenAct,
  toGithubError,
} from '@openportal/github-node';
import type { RepositoryTarget } from './repository';

/** A team's right on the repository. */
export interface TeamAccess {
  team: string;
  permission: 'pull' | 'triage' | 'push' | 'maintain' | 'admin';
}

/** The webhook that the portal listens on. */
export interface RepositoryWebhook {
  url: string;
  secret: string;
  events: string[];
}

/**
 * Does a write whose repetition changes nothing, again when its outcome is unknown.
 */
async function repeatable(
  target: RepositoryTarget,
  action: string,
  write: () => Promise<unknown>,
  fix?: string,
): Promise<void> {
  try {
    await lookThenAct({
      look: async () => undefined,
      act: async () => {
        await write();
        return true;
      },
      signal: target.signal,
    });
  } catch (error) {
    target.signal?.throwIfAborted();
    throw toGithubError(error, {
      action,
      repository: `${target.organization}/${target.repository}`,
      fix,
    });
  }
}

/** Sets the topics; the portal's own is among them. */
export async function setTopics(
  target: RepositoryTarget,
  topics: string[],
): Promise<void> {
  await repeatable(target, 'set the topics', () =>
    target.octokit.rest.repos.replaceAllTopics({
      owner: target.organization,
      repo: target.repository,
      names: topics,
    }),
  );
}

/** Writes the description that people see, in place of the marker of the set-up. */
export async function setDescription(
  target: RepositoryTarget,
  description: string,
): Promise<void> {
  await repeatable(target, 'set the description', () =>
    target.octokit.rest.repos.update({
      owner: target.organization,
      repo: target.repository,
      // GitHub refuses control characters, line breaks among them.
      description: description.replace(/[\p{Cc}\s]+/gu, ' ').trim(),
    }),
  );
}

/**
 * Protects a branch against force pushes and deletion. CI still commits the version it built, so that no
 * review is required here.
 *
 * @returns false where the organization's plan has no branch protection
 */
export async function protectBranch(
  target: RepositoryTarget,
  branch: string,
  logger: LoggerService,
): Promise<boolean> {
  try {
    await target.octokit.rest.repos.updateBranchProtection({
      owner: target.organization,
      repo: target.repository,
      branch,
      required_status_checks: null,
      enforce_admins: null,
      required_pull_request_reviews: null,
      restrictions: null,
      allow_force_pushes: false,
      allow_deletions: false,
    });
    return true;
  } catch (error) {
    target.signal?.throwIfAborted();
    const failure = classifyGithubError(error);
    if (
      failure.kind === 'forbidden' &&
      /upgrade|make this repository public/i.test(failure.detail)
    ) {
      logger.warn(
        `Branch "${branch}" is not protected: the plan of organization "${target.organization}" has no branch protection for private repositories`,
      );
      return false;
    }
    throw error;
  }
}

/** Like {@link protectBranch}, repeated while its outcome is unknown. */
export async function ensureBranchProtection(
  target: RepositoryTarget,
  branch: string,
  logger: LoggerService,
): Promise<void> {
  await repeatable(target, `protect branch "${branch}"`, () =>
    protectBranch(target, branch, logger),
  );
}

/** Gives a team its right. */
export async function grantTeamAccess(
  target: RepositoryTarget,
  { team, permission }: TeamAccess,
): Promise<void> {
  await repeatable(
    target,
    `give team "${team}" access`,
    () =>
      target.octokit.rest.teams.addOrUpdateRepoPermissionsInOrg({
        org: target.organization,
        team_slug: team,
        owner: target.organization,
        repo: target.repository,
        permission,
      }),
    `Check that organization "${target.organization}" has a team with the slug "${team}".`,
  );
}

/** Creates a deployment environment. */
export async function ensureEnvironment(
  target: RepositoryTarget,
  environment: string,
): Promise<void> {
  await repeatable(target, `create environment "${environment}"`, () =>
    target.octokit.rest.repos.createOrUpdateEnvironment({
      owner: target.organization,
      repo: target.repository,
      environment_name: environment,
    }),
  );
}

/** Creates the webhook, unless one with the same address is there. */
export async function ensureWebhook(
  target: RepositoryTarget,
  webhook: RepositoryWebhook,
): Promise<void> {
  const { octokit, organization: owner, repository: repo } = target;
  try {
    await lookThenAct({
      look: async () => {
        const { data } = await octokit.rest.repos.listWebhooks({
          owner,
          repo,
          per_page: 100,
        });
        return data.find(({ config }) => config.url === webhook.url)?.id;
      },
      act: async () => {
        const { data } = await octokit.rest.repos.createWebhook({
          owner,
          repo,
          events: webhook.events,
          config: {
            url: webhook.url,
            secret: webhook.secret,
            content_type: 'json',
          },
        });
        return data.id;
      },
      signal: target.signal,
    });
  } catch (error) {
    target.signal?.throwIfAborted();
    throw toGithubError(error, {
      action: 'create the webhook',
      repository: `${owner}/${repo}`,
    });
  }
}
