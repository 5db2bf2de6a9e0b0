import type { ConsoleSection } from '../ConsolePage';
import type { ConsolePullRequest, ConsoleRun } from '../GitHubClient';
import { html, type Html } from '../html';
import { badge, table } from '../layout';

/** Repositories with their pull requests, commits and workflow runs. */
export const repositoriesSection: ConsoleSection = {
  path: '/repositories',
  title: 'Repositories',
  register(pages, { endpoints, gitHub }) {
    pages.show('/repositories', async () => {
      const repositories = await gitHub.repositories(
        endpoints.github.organization,
      );
      return {
        title: 'Repositories',
        body: table({
          caption: 'Repositories of the organization',
          columns: ['Repository', 'Description', 'Last push'],
          rows: repositories.map(repository => [
            html`<a href="/repositories/${repository.full_name}"
              >${repository.full_name}</a
            >`,
            repository.description ?? undefined,
            repository.pushed_at ?? undefined,
          ]),
          empty: 'There are no repositories.',
        }),
      };
    });

    pages.show('/repositories/:owner/:name', async request => {
      const slug = `${request.params.owner}/${request.params.name}`;
      const [repository, pulls, commits, runs] = await Promise.all([
        gitHub.repository(slug),
        gitHub.pulls(slug),
        gitHub.commits(slug).catch(() => []),
        gitHub.runs(slug),
      ]);
      return {
        title: slug,
        body: html`
          <p>${repository.description ?? undefined}</p>
          <p>
            <a href="${repository.html_url}">${repository.html_url}</a>, branch
            ${repository.default_branch}
          </p>
          ${pullsTable(slug, pulls)} ${runsTable(runs)}
          ${table({
            caption: 'Commits',
            columns: ['Commit', 'Message', 'Author', 'Date'],
            rows: commits.map(commit => [
              html`<code>${commit.sha.slice(0, 7)}</code>`,
              commit.commit.message.split('\n')[0],
              commit.commit.author?.name,
              commit.commit.author?.date,
            ]),
            empty: 'There are no commits.',
          })}
        `,
      };
    });
  },
};

/** The state of a pull request as people say it. */
export function pullState(pull: ConsolePullRequest): string {
  return pull.merged_at ? 'merged' : pull.state;
}

function pullsTable(slug: string, pulls: ConsolePullRequest[]): Html {
  return table({
    caption: 'Pull requests',
    columns: ['Pull request', 'State', 'Author', 'Branch'],
    rows: pulls.map(pull => [
      html`<a href="/pulls/${slug}/${pull.number}"
        >#${pull.number} ${pull.title}</a
      >`,
      badge(pullState(pull)),
      pull.user.login,
      pull.head.ref,
    ]),
    empty: 'There are no pull requests.',
  });
}

/** Workflow runs, newest first. */
export function runsTable(runs: ConsoleRun[]): Html {
  return table({
    caption: 'Workflow runs',
    columns: ['Run', 'State', 'Commit', 'At'],
    rows: runs.map(run => [
      run.display_title ?? run.name ?? String(run.id),
      badge(run.conclusion ?? run.status ?? undefined),
      html`<code>${run.head_sha.slice(0, 7)}</code>`,
      run.created_at,
    ]),
    empty: 'There are no workflow runs.',
  });
}
