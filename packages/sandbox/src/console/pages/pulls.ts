import type { Request } from 'express';
import { z } from 'zod';
import type { ConsoleContext, ConsoleSection } from '../ConsolePage';
import {
  type ConsoleFile,
  type GitHubClient,
  GitHubRefusal,
} from '../GitHubClient';
import { html, type Html } from '../html';
import { badge, table } from '../layout';
import { pullState } from './repositories';

const maximumPatchLines = 500;

const form = z.object({
  as: z.string().min(1),
  action: z.enum(['approve', 'request-changes', 'merge', 'close']),
  comment: z.string().max(10_000).default(''),
  /** The commit that the person saw; a newer one is not merged unseen. */
  sha: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
});

/** Open pull requests of every repository, and each with diff, reviews and buttons. */
export const pullsSection: ConsoleSection = {
  path: '/pulls',
  title: 'Pull requests',
  register(pages, context) {
    const { endpoints, gitHub } = context;

    pages.show('/pulls', async () => {
      const repositories = await gitHub.repositories(
        endpoints.github.organization,
      );
      const rows = await Promise.all(
        repositories.map(async repository => {
          const pulls = await gitHub.pulls(repository.full_name);
          return pulls
            .filter(pull => pull.state === 'open')
            .map(pull => [
              html`<a href="/pulls/${repository.full_name}/${pull.number}"
                >${repository.full_name}#${pull.number}</a
              >`,
              pull.title,
              pull.user.login,
              pull.created_at,
            ]);
        }),
      );
      return {
        title: 'Pull requests',
        body: table({
          caption: 'Open pull requests',
          columns: ['Pull request', 'Title', 'Author', 'Opened'],
          rows: rows.flat(),
          empty: 'No pull request is open.',
        }),
      };
    });

    pages.show('/pulls/:owner/:name/:number', async request => {
      const { slug, number } = address(request);
      const [pull, reviews, files] = await Promise.all([
        gitHub.pull(slug, number),
        gitHub.reviews(slug, number),
        gitHub.files(slug, number),
      ]);
      return {
        title: `#${number} ${pull.title}`,
        body: html`
          <p>
            ${badge(pullState(pull))} ${pull.user.login} wants
            <code>${pull.head.ref}</code> in <code>${pull.base.ref}</code> of
            <a href="/repositories/${slug}">${slug}</a>.
            ${pull.auto_merge ? 'It merges by itself when it may.' : undefined}
            ${pull.state === 'open' && pull.mergeable_state
              ? `Mergeable: ${pull.mergeable_state}.`
              : undefined}
          </p>
          ${pull.body ? html`<pre tabindex="0">${pull.body}</pre>` : undefined}
          ${pull.state === 'open'
            ? buttons(context, slug, number, pull.head.sha)
            : undefined}
          ${table({
            caption: 'Reviews',
            columns: ['Reviewer', 'State', 'Comment'],
            rows: reviews.map(review => [
              review.user?.login,
              badge(review.state),
              review.body ?? undefined,
            ]),
            empty: 'Nobody has reviewed yet.',
          })}
          <h2>Changes</h2>
          ${files.map(fileView)}
        `,
      };
    });

    pages.act('/pulls/:owner/:name/:number', async request => {
      const { slug, number } = address(request);
      const returnTo = `/pulls/${slug}/${number}`;
      const input = form.parse(request.body);
      const client = context.gitHubAs(input.as);
      if (!client) {
        throw new GitHubRefusal(422, `There is no person '${input.as}'.`);
      }
      const done = await act(client, slug, number, input);
      return { returnTo, done: `${input.as} ${done} #${number}.` };
    });
  },
};

async function act(
  client: GitHubClient,
  slug: string,
  number: number,
  input: z.infer<typeof form>,
): Promise<string> {
  switch (input.action) {
    case 'approve':
      await client.review(slug, number, 'APPROVE', input.comment);
      return 'approved';
    case 'request-changes':
      await client.review(
        slug,
        number,
        'REQUEST_CHANGES',
        input.comment || 'Please change this.',
      );
      return 'requested changes in';
    case 'merge':
      await client.merge(slug, number, input.sha);
      return 'merged';
    default:
      await client.close(slug, number);
      return 'closed';
  }
}

function address(request: Request): { slug: string; number: number } {
  const { owner, name, number } = request.params;
  return {
    slug: `${encodeURIComponent(owner)}/${encodeURIComponent(name)}`,
    number: z.coerce.number().int().positive().parse(number),
  };
}

function buttons(
  { endpoints }: ConsoleContext,
  slug: string,
  number: number,
  sha: string,
): Html {
  return html`<form method="post" action="/pulls/${slug}/${number}">
    <label
      >As
      <select name="as">
        ${endpoints.users.map(
          user =>
            html`<option value="${user.login}">
              ${user.name} (${user.login})
            </option>`,
        )}
      </select></label
    >
    <label>Comment <input name="comment" maxlength="10000" /></label>
    <button name="action" value="approve">Approve</button>
    <button name="action" value="request-changes">Request changes</button>
    <button name="action" value="merge">Merge</button>
    <button name="action" value="close">Close</button>
    <input type="hidden" name="sha" value="${sha}" />
    <span>at <code>${sha.slice(0, 7)}</code></span>
  </form>`;
}

function fileView(file: ConsoleFile): Html {
  const lines = (file.patch ?? '').split('\n');
  const shown = lines.slice(0, maximumPatchLines);
  const kinds: Record<string, string> = { '+': 'add', '-': 'del', '@': 'at' };
  const rows = shown.map(
    line =>
      html`<span class="${kinds[line[0]] ?? 'same'}">${line}</span>${'\n'}`,
  );
  return html`<h3>
      <code>${file.filename}</code> ${file.status}, ${file.additions} added,
      ${file.deletions} removed
    </h3>
    ${file.patch === undefined
      ? html`<p>The content is not shown: it is too long, or not text.</p>`
      : html`<pre tabindex="0">${rows}</pre>`}
    ${lines.length > shown.length
      ? html`<p>${lines.length - shown.length} more lines are not shown.</p>`
      : undefined}`;
}
