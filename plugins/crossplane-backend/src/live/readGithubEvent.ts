import { EventParams } from '@backstage/plugin-events-node';
import { z } from 'zod';

const repository = z.object({ full_name: z.string().max(200) });

const pushSchema = z.object({
  ref: z.string(),
  repository,
  commits: z
    .array(
      z.object({
        added: z.array(z.string()).catch([]),
        modified: z.array(z.string()).catch([]),
        removed: z.array(z.string()).catch([]),
      }),
    )
    .catch([]),
});

const pullRequestSchema = z.object({
  repository,
  pull_request: z.object({ head: z.object({ ref: z.string() }) }),
});

/** What a webhook of GitHub says about a repository of orders. It is a hint: what is true is read anew. */
export type GithubHint =
  | { kind: 'push'; repository: string; branch: string; paths: string[] }
  | { kind: 'pull-request'; repository: string; branch: string };

/** Reads an event of the topics `github`, `github.push` and `github.pull_request`; `undefined` for all others. */
export function readGithubEvent(event: EventParams): GithubHint | undefined {
  const pull = pullRequestSchema.safeParse(event.eventPayload);
  if (pull.success) {
    return {
      kind: 'pull-request',
      repository: pull.data.repository.full_name,
      branch: pull.data.pull_request.head.ref,
    };
  }
  const push = pushSchema.safeParse(event.eventPayload);
  if (!push.success || !push.data.ref.startsWith('refs/heads/')) {
    return undefined;
  }
  const paths = push.data.commits.flatMap(({ added, modified, removed }) => [
    ...added,
    ...modified,
    ...removed,
  ]);
  return {
    kind: 'push',
    repository: push.data.repository.full_name,
    branch: push.data.ref.slice('refs/heads/'.length),
    paths: [...new Set(paths)],
  };
}
