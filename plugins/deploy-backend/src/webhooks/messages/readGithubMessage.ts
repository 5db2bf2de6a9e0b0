import { z } from 'zod';
import { describeProblem } from './describeProblem';
import { WebhookMessage } from './WebhookMessage';

/** GitHub lists no more commits than this in a push. */
const MAX_LISTED_COMMITS = 2048;
const MAX_PATHS = 3000;

// The rule of GitHub for names; `..` and slashes are out.
const repository = z.object({
  name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  owner: z.object({ login: z.string().regex(/^[A-Za-z0-9-]{1,100}$/) }),
});

const withRepository = z.object({ repository });

const paths = z.array(z.string().max(4096)).max(3000);
const push = z.object({
  repository,
  ref: z.string().max(1024),
  forced: z.boolean().optional(),
  deleted: z.boolean().optional(),
  commits: z
    .array(
      z.object({
        added: paths.optional(),
        removed: paths.optional(),
        modified: paths.optional(),
      }),
    )
    .max(MAX_LISTED_COMMITS)
    .optional(),
});

/** Events that say that a deployment may have changed. */
const stateEvents = ['deployment_status', 'deployment'];

/** Events that say that what an operation waits for may be there. */
const progressEvents = [
  'pull_request',
  'pull_request_review',
  'workflow_run',
  'check_run',
  'check_suite',
  'status',
];

/**
 * What a delivery of GitHub means.
 *
 * @param event - the header `X-GitHub-Event`
 */
export function readGithubMessage(
  event: string,
  body: unknown,
): WebhookMessage {
  if (event === 'ping') {
    return { kind: 'ignored', reason: 'GitHub asks whether somebody is there' };
  }
  if (event === 'push') {
    return readPush(body);
  }
  if (!stateEvents.includes(event) && !progressEvents.includes(event)) {
    return { kind: 'ignored', reason: `No use for the event '${event}'` };
  }
  const parsed = withRepository.safeParse(body);
  if (!parsed.success) {
    return { kind: 'invalid', problem: describeProblem(parsed.error) };
  }
  const { name, owner } = parsed.data.repository;
  return {
    kind: 'hints',
    about: `${owner.login}/${name}`.toLowerCase(),
    hints: [{ repository: { owner: owner.login, name } }],
    refresh: stateEvents.includes(event),
  };
}

function readPush(body: unknown): WebhookMessage {
  const parsed = push.safeParse(body);
  if (!parsed.success) {
    return { kind: 'invalid', problem: describeProblem(parsed.error) };
  }
  const { name, owner } = parsed.data.repository;
  const branch = /^refs\/heads\/(.+)$/s.exec(parsed.data.ref)?.[1];
  if (branch === undefined) {
    return { kind: 'ignored', reason: 'Only branches say what should run' };
  }
  return {
    kind: 'hints',
    about: `${owner.login}/${name}`.toLowerCase(),
    hints: [
      {
        repository: { owner: owner.login, name },
        branch,
        paths: changedPaths(parsed.data),
      },
    ],
    refresh: true,
  };
}

/** Undefined where the list may not be all that changed. */
function changedPaths(data: z.infer<typeof push>): string[] | undefined {
  const { commits, forced, deleted } = data;
  if (
    !commits ||
    commits.length === 0 ||
    commits.length >= MAX_LISTED_COMMITS ||
    forced ||
    deleted ||
    // Senders that speak like GitHub do not all list the files.
    commits.some(commit => !commit.added || !commit.removed || !commit.modified)
  ) {
    return undefined;
  }
  const changed = new Set(
    commits.flatMap(({ added = [], removed = [], modified = [] }) => [
      ...added,
      ...removed,
      ...modified,
    ]),
  );
  return changed.size <= MAX_PATHS ? [...changed] : undefined;
}
