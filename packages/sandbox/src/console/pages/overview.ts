import type { ConsoleSection } from '../ConsolePage';
import { html } from '../html';
import { table } from '../layout';

/** The front page: what there is and where it answers. */
export const overviewSection: ConsoleSection = {
  path: '/',
  title: 'Overview',
  register(pages, { endpoints }) {
    pages.show('/', async () => ({
      title: 'Overview',
      body: html`
        ${table({
          caption: 'Services',
          columns: ['Service', 'Address'],
          rows: [
            ['GitHub', link(endpoints.github.url)],
            ...endpoints.clusters.map(cluster => [
              `Kubernetes cluster ${cluster.name}`,
              cluster.url,
            ]),
            ['Container registry', endpoints.registry.url],
          ],
          empty: '',
        })}
        ${table({
          caption: 'People',
          columns: ['Login', 'Name', 'Groups'],
          rows: endpoints.users.map(user => [
            user.login,
            user.name,
            user.groups.join(', '),
          ]),
          empty: 'There are no people.',
        })}
      `,
    }));
  },
};

function link(url: string) {
  return html`<a href="${url}">${url}</a>`;
}
