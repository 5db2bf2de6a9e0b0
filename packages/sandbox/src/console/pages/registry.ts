import type { ConsoleSection } from '../ConsolePage';
import { html } from '../html';
import { table } from '../layout';

/** Repositories of the container registry with their tags. */
export const registrySection: ConsoleSection = {
  path: '/registry',
  title: 'Registry',
  register(pages, { registry }) {
    pages.show('/registry', async () => ({
      title: 'Registry',
      body: html`
        <p>Images start with <code>${registry.host}/</code>.</p>
        ${registry.repositories().map(repository =>
          table({
            caption: repository,
            columns: ['Tag', 'Digest', 'Pushed'],
            rows: registry
              .tags(repository)
              .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
              .map(tag => [
                html`<code>${tag.tag}</code>`,
                html`<code>${tag.digest.slice(0, 19)}…</code>`,
                tag.updatedAt,
              ]),
            empty: 'There are no tags.',
          }),
        )}
      `,
    }));
  },
};
