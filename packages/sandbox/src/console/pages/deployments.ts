import { z } from 'zod';
import type { ConsoleSection } from '../ConsolePage';
import { badge, table } from '../layout';

const application = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z
    .object({
      destination: z
        .object({
          name: z.string().optional(),
          server: z.string().optional(),
          namespace: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  status: z
    .object({
      sync: z
        .object({ status: z.string(), revision: z.string().optional() })
        .partial()
        .optional(),
      health: z.object({ status: z.string() }).partial().optional(),
      summary: z.object({ images: z.array(z.string()).optional() }).optional(),
    })
    .optional(),
});

/** What Argo CD runs where, in one table. */
export const deploymentsSection: ConsoleSection = {
  path: '/deployments',
  title: 'Deployments',
  register(pages, { cluster }) {
    pages.show('/deployments', async () => {
      const objects =
        (await cluster('platform')?.list(
          'argoproj.io/v1alpha1',
          'applications',
        )) ?? [];
      return {
        title: 'Deployments',
        body: table({
          caption: 'Argo CD applications',
          columns: ['Application', 'Sync', 'Health', 'Runs in', 'Image'],
          rows: objects.map(object => {
            const { metadata, spec, status } = application.parse(object);
            const destination = spec?.destination;
            const place = destination?.name ?? destination?.server;
            return [
              metadata.name,
              badge(status?.sync?.status),
              badge(status?.health?.status),
              [place, destination?.namespace].filter(Boolean).join(' / '),
              (status?.summary?.images ?? []).map(shortImage).join(', '),
            ];
          }),
          empty: 'Argo CD has no applications.',
        }),
      };
    });
  },
};

/** The end of an image reference that people tell apart: name, and tag with a short commit. */
function shortImage(image: string): string {
  const [reference] = image.split('@');
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return name.replace(/(sha-[0-9a-f]{7})[0-9a-f]+$/, '$1');
}
