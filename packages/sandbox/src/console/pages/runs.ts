import type { ConsoleSection } from '../ConsolePage';
import { html } from '../html';
import { runsTable } from './repositories';

/** Workflow runs of every repository that has any. */
export const runsSection: ConsoleSection = {
  path: '/runs',
  title: 'Workflow runs',
  register(pages, { endpoints, gitHub }) {
    pages.show('/runs', async () => {
      const repositories = await gitHub.repositories(
        endpoints.github.organization,
      );
      const tables = await Promise.all(
        repositories.map(async ({ full_name: slug }) => {
          const runs = await gitHub.runs(slug);
          return runs.length > 0
            ? html`<h2>${slug}</h2>
                ${runsTable(runs)}`
            : undefined;
        }),
      );
      return {
        title: 'Workflow runs',
        body: tables.some(Boolean)
          ? tables
          : html`<p>Nothing has been built yet.</p>`,
      };
    });
  },
};
