import type { Listener } from '../core';
import {
  accountToken,
  ensureAccount,
  ensureMember,
  ensureTeam,
} from './accounts';
import { createRun, updateRun } from './actionsRuns';
import type { Runtime } from './createServices';
import type { BranchProtection, Repository } from './entities';
import { readFileAt, resolveCommit } from './git';
import type { GitHubSandbox } from './GitHubSandbox';
import { oauthApplication } from './oauth';
import { scheduleAutoMerge } from './pulls/autoMerge';
import { evaluate, latestVerdicts } from './pulls/mergeability';
import { mergePull } from './pulls/mergePull';
import { openPull } from './pulls/openPull';
import { reviewPull } from './pulls/reviewPull';
import { commit, createRepository } from './repositories';
import type { Services } from './Services';
import { signatureOf } from './signature';
import { organizationScope } from './webhooks';

const NO_RULES: Omit<BranchProtection, 'branch'> = {
  requiredReviews: undefined,
  requiredChecks: undefined,
  enforceAdmins: false,
  linearHistory: false,
  allowForcePushes: false,
  allowDeletions: false,
  restrictions: undefined,
};

interface Options {
  runtime: Runtime;
  listener: Listener;
  token: string;
  webhookSecret: string;
}

function find(services: Services, owner: string, name: string): Repository {
  const repository = services.state.repository(owner, name);
  if (!repository) throw new Error(`There is no repository '${owner}/${name}'`);
  return repository;
}

function findPull(
  services: Services,
  owner: string,
  name: string,
  number: number,
) {
  const repository = find(services, owner, name);
  const pull = services.state.pulls.get(repository.id, number);
  if (!pull)
    throw new Error(`'${owner}/${name}' has no pull request ${number}`);
  return { repository, pull };
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function accountParts(services: Services) {
  const { state, organization } = services;
  return {
    ensureUser: ({ role = 'member', ...options }) => {
      const account = ensureAccount(state, options);
      if (account.type === 'User') {
        ensureMember(state, { organization, login: account.login, role });
      }
      return accountToken(state, account);
    },
    ensureTeam: options => {
      ensureTeam(state, { ...options, organization });
    },
    tokenOf: login => {
      const account = state.account(login);
      if (!account) throw new Error(`There is no account '${login}'`);
      return accountToken(state, account);
    },
  } satisfies Partial<GitHubSandbox>;
}

function repositoryParts(services: Services) {
  const { state } = services;
  return {
    repositoryPath: (owner, name) => state.path(find(services, owner, name)),
    getRepository: (owner, name) => state.repository(owner, name),
    listRepositories: owner => state.listRepositories(owner),
    createRepository: ({ actor, ...options }) =>
      createRepository(services, options, actor),
    grantTeam: (owner, name, team, permission) => {
      const repository = find(services, owner, name);
      state.putRepository({
        ...repository,
        teams: { ...repository.teams, [team]: permission },
      });
    },
    protectBranch: (owner, name, rules) => {
      const { id } = find(services, owner, name);
      state.protections.put(id, rules.branch, { ...NO_RULES, ...rules });
    },
    seedCommit: async options => {
      const repository = find(services, options.owner, options.name);
      const author = signatureOf(services, options.author);
      return commit(services, repository, {
        branch: options.branch ?? repository.defaultBranch,
        message: options.message,
        author: { ...author, date: options.date ?? author.date },
        files: options.files,
        actor: options.author,
      });
    },
    readFile: async (owner, name, ref, path) => {
      const folder = state.path(find(services, owner, name));
      return (await readFileAt(folder, ref, path))?.toString('utf8');
    },
    resolve: (owner, name, ref) =>
      resolveCommit(state.path(find(services, owner, name)), ref),
    setCommitStatus: ({ owner, name, sha, ...status }) => {
      const repository = find(services, owner, name);
      const id = state.next('status');
      const now = state.now();
      state.statuses.put(`${repository.id}/${sha}`, id, {
        id,
        sha,
        description: undefined,
        targetUrl: undefined,
        ...status,
        createdAt: now,
        updatedAt: now,
      });
      for (const pull of state.pulls.list(repository.id)) {
        if (pull.headSha === sha) {
          scheduleAutoMerge(services, repository, pull.number);
        }
      }
    },
    createActionsRun: (owner, name, run) =>
      createRun(services, find(services, owner, name), run),
    updateActionsRun: (owner, name, id, change) =>
      updateRun(services, find(services, owner, name), id, change),
    addActionsArtifact: (owner, name, artifact) => {
      const id = state.next('artifact');
      state.artifacts.put(find(services, owner, name).id, id, {
        id,
        ...artifact,
        createdAt: state.now(),
      });
    },
    listActionsRuns: (owner, name) =>
      state.runs.newestFirst(find(services, owner, name).id),
  } satisfies Partial<GitHubSandbox>;
}

function pullParts(services: Services): GitHubSandbox['pulls'] {
  const { state } = services;
  return {
    list: (owner, name) =>
      state.pulls.newestFirst(find(services, owner, name).id),
    describe: async (owner, name, number) => {
      const { repository, pull } = findPull(services, owner, name, number);
      const now =
        pull.state === 'open'
          ? await evaluate(services, repository, pull)
          : undefined;
      const ended = pull.mergedAt ? 'merged' : 'closed';
      return {
        ...pull,
        mergeState: now?.state ?? ended,
        reason: now?.reason,
        approvals: latestVerdicts(state.reviews.list(pull.id))
          .filter(it => it.state === 'APPROVED')
          .map(it => it.author),
      };
    },
    open: ({ owner, name, body, ...options }) =>
      openPull(services, find(services, owner, name), {
        ...options,
        body,
        draft: false,
      }),
    review: async (owner, name, number, review) => {
      const { repository, pull } = findPull(services, owner, name, number);
      await reviewPull(services, repository, pull, review);
    },
    merge: (owner, name, number, { actor, method = 'merge' }) => {
      const { repository, pull } = findPull(services, owner, name, number);
      return mergePull(services, repository, pull, {
        actor,
        method,
        title: undefined,
        message: undefined,
        sha: undefined,
      });
    },
  };
}

/** What the rest of the sandbox gets to see of a running stand-in. */
export function gitHubFacade(options: Options): GitHubSandbox {
  const { runtime, listener, token, webhookSecret } = options;
  const { services, pushListeners, dispatchListeners } = runtime;
  const { state, links, organization, work } = services;
  return {
    url: links.web,
    apiUrl: links.api,
    graphqlUrl: links.graphql,
    organization,
    token,
    oauth: oauthApplication(services),
    webhookSecret,
    onPush: it => listen(pushListeners, it),
    onDispatch: it => listen(dispatchListeners, it),
    ...accountParts(services),
    ...repositoryParts(services),
    ensureWebhook: ({ url, events }) => {
      const scope = organizationScope(organization);
      const known = state.hooks.list(scope).find(it => it.url === url);
      const id = known?.id ?? state.next('hook');
      const now = state.now();
      state.hooks.put(scope, id, {
        id,
        scope,
        url,
        secret: webhookSecret,
        contentType: 'json',
        insecureSsl: '0',
        events,
        active: true,
        createdAt: known?.createdAt ?? now,
        updatedAt: now,
      });
    },
    pulls: pullParts(services),
    idle: () => work.idle(),
    get busy() {
      return work.busy;
    },
    close: async () => {
      await listener.close();
      await work.idle();
    },
  };
}
