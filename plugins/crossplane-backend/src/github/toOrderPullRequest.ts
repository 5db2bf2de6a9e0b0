import type { Endpoints } from '@octokit/types';
import {
  OrderPullRequest,
  OrderPullRequestCheck,
} from '@openportal/plugin-crossplane-common';

type Answer<R extends keyof Endpoints> = Endpoints[R]['response']['data'];

/** What GitHub says about one pull request. */
export interface PullRequestAnswers {
  pull: Pick<
    Answer<'GET /repos/{owner}/{repo}/pulls/{pull_number}'>,
    | 'number'
    | 'html_url'
    | 'title'
    | 'state'
    | 'created_at'
    | 'merged_at'
    | 'merged_by'
    | 'auto_merge'
    | 'mergeable_state'
  >;
  /** Path of the order's file. */
  path: string;
  files: Array<
    Pick<
      Answer<'GET /repos/{owner}/{repo}/pulls/{pull_number}/files'>[number],
      'filename' | 'status'
    >
  >;
  reviews: Array<
    Pick<
      Answer<'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews'>[number],
      'user' | 'state'
    >
  >;
  runs: Array<
    Pick<
      Answer<'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'>['check_runs'][number],
      'name' | 'status' | 'conclusion' | 'html_url'
    >
  >;
  status: Array<
    Pick<
      Answer<'GET /repos/{owner}/{repo}/commits/{ref}/status'>['statuses'][number],
      'context' | 'state' | 'target_url'
    >
  >;
}

/** Puts GitHub's answers about a pull request in the words of the order page. */
export function toOrderPullRequest(
  answers: PullRequestAnswers,
): OrderPullRequest {
  const { pull } = answers;
  const closed = pull.merged_at ? 'merged' : 'closed';
  const state = pull.state === 'open' ? 'open' : closed;
  const checks = [
    ...answers.runs.map(toCheck),
    ...answers.status.map(({ context, state: result, target_url }) => ({
      name: context,
      state: statusState(result),
      ...(target_url ? { url: target_url } : {}),
    })),
  ];
  const reviews = latestReviews(answers.reviews);
  const blockedByChecks = checks.some(
    check => check.state === 'failed' || check.state === 'pending',
  );
  return {
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    operation: operationOf(answers),
    state,
    createdAt: pull.created_at,
    ...(pull.merged_by ? { mergedBy: pull.merged_by.login } : {}),
    ...(pull.merged_at ? { mergedAt: pull.merged_at } : {}),
    ...(state === 'open'
      ? {
          autoMerge: Boolean(pull.auto_merge),
          mergeable: mergeability(pull.mergeable_state),
        }
      : {}),
    checks,
    reviews: {
      ...reviews,
      required:
        state === 'open' &&
        pull.mergeable_state === 'blocked' &&
        !blockedByChecks &&
        reviews.approvedBy.length === 0,
    },
  };
}

function operationOf({
  files,
  path,
}: PullRequestAnswers): OrderPullRequest['operation'] {
  switch (files.find(({ filename }) => filename === path)?.status) {
    case 'added':
      return 'create';
    case 'removed':
      return 'delete';
    case 'modified':
    case 'changed':
    case 'renamed':
      return 'update';
    default:
      return 'unknown';
  }
}

function mergeability(state: string): OrderPullRequest['mergeable'] {
  switch (state) {
    case 'clean':
    case 'unstable':
    case 'has_hooks':
      return 'yes';
    case 'dirty':
      return 'conflict';
    case 'blocked':
    case 'behind':
    case 'draft':
      return state;
    default:
      return 'unknown';
  }
}

/** The last word of each reviewer; comments take nothing back. */
function latestReviews(
  reviews: PullRequestAnswers['reviews'],
): Pick<OrderPullRequest['reviews'], 'approvedBy' | 'changesRequestedBy'> {
  const last = new Map<string, string>();
  for (const { user, state } of reviews) {
    if (user && state !== 'COMMENTED' && state !== 'PENDING') {
      last.set(user.login, state);
    }
  }
  const by = (state: string) =>
    [...last].filter(entry => entry[1] === state).map(([login]) => login);
  return {
    approvedBy: by('APPROVED'),
    changesRequestedBy: by('CHANGES_REQUESTED'),
  };
}

function toCheck(
  run: PullRequestAnswers['runs'][number],
): OrderPullRequestCheck {
  return {
    name: run.name,
    state: run.status === 'completed' ? runState(run.conclusion) : 'pending',
    ...(run.html_url ? { url: run.html_url } : {}),
  };
}

function runState(conclusion: string | null): OrderPullRequestCheck['state'] {
  switch (conclusion) {
    case 'success':
      return 'passed';
    case 'neutral':
    case 'skipped':
      return 'skipped';
    default:
      return 'failed';
  }
}

function statusState(state: string): OrderPullRequestCheck['state'] {
  switch (state) {
    case 'success':
      return 'passed';
    case 'pending':
      return 'pending';
    default:
      return 'failed';
  }
}
