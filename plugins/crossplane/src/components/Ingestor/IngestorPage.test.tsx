import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  crossplaneIngestorRefreshPermission,
  IngestorStatus,
} from '@openportal/plugin-crossplane-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, refusedBy } from '../../__testUtils__/orders';
import { renderOrders } from '../../__testUtils__/renderOrders';

const path = '/orders/ingestor';

const status: IngestorStatus = {
  leaders: [
    {
      provider: 'default',
      holder: 'portal-1',
      since: '2026-01-01T09:00:00.000Z',
    },
  ],
  clusters: [
    {
      provider: 'default',
      cluster: 'platform',
      stale: false,
      lastListedAt: '2026-01-01T10:00:00.000Z',
      nextListAt: '2026-01-01T10:10:00.000Z',
      watches: { open: 5, total: 6 },
      templates: 4,
      resources: 17,
      problems: [
        {
          xrd: 'broken.example.org',
          path: 'spec.versions[0].schema',
          reason: 'is not an object',
        },
      ],
    },
    {
      provider: 'other',
      cluster: 'production',
      stale: true,
      error: 'connect ECONNREFUSED',
      templates: 0,
      resources: 0,
      problems: [],
    },
  ],
};

describe('IngestorPage', () => {
  it('shows each cluster, what it is out of, and what is wrong with which XRD', async () => {
    renderOrders(fakeApi({ getIngestorStatus: async () => status }), { path });

    const platform = await screen.findByRole('listitem', { name: 'platform' });
    expect(platform).toHaveTextContent('In sync');
    expect(platform).toHaveTextContent('Templates4');
    expect(platform).toHaveTextContent('Resources17');
    expect(platform).toHaveTextContent('Read byportal-1 since');
    expect(platform).toHaveTextContent('Watches5 of 6 open');
    expect(platform).toHaveTextContent('Next full list');
    const problems = within(platform).getByRole('list', {
      name: 'XRDs with problems in platform',
    });
    expect(problems).toHaveTextContent(
      'spec.versions[0].schema: is not an object',
    );
    expect(
      within(problems).getByRole('link', { name: 'broken.example.org' }),
    ).toHaveAttribute(
      'href',
      '/orders/troubleshoot?xrd=broken.example.org&cluster=platform',
    );

    const production = screen.getByRole('listitem', { name: 'production' });
    expect(production).toHaveTextContent('May be out of date');
    expect(production).toHaveTextContent('connect ECONNREFUSED');
    expect(production).toHaveTextContent('Last full listnever');
    expect(production).not.toHaveTextContent('Read by');
    expect(
      screen.getByRole('link', { name: 'A template is missing?' }),
    ).toHaveAttribute('href', '/orders/troubleshoot');
  });

  it('shows what does not fit in the configuration, and what forms cannot show', async () => {
    const user = userEvent.setup();
    const note = 'spec.pattern: browsers do not know this pattern';
    const [platform, production] = status.clusters;
    renderOrders(
      fakeApi({
        getIngestorStatus: async () => ({
          ...status,
          warnings: [
            { provider: 'default', message: 'annotationPrefix differs' },
          ],
          clusters: [
            {
              ...platform,
              notes: [{ xrd: 'caches.example.org', notes: [note, 'two'] }],
            },
            { ...production, notes: [] },
          ],
        }),
      }),
      { path },
    );
    const warning = (
      await screen.findByText(
        'The configuration of the ingestor default does not fit',
      )
    ).closest<HTMLElement>('[role=status]')!;
    expect(warning).toHaveTextContent('annotationPrefix differs');

    const card = await screen.findByRole('listitem', { name: 'platform' });
    const summary = within(card).getByText(
      'What forms cannot show or check (XRDs: 1)',
    );
    expect(within(card).getByText(note)).not.toBeVisible();
    await user.click(summary);
    const notes = within(card).getByRole('list', {
      name: 'What forms cannot show or check in platform',
    });
    expect(notes).toHaveTextContent(note);
    expect(notes).toHaveTextContent('two');
    expect(
      within(notes).getByRole('link', { name: 'caches.example.org' }),
    ).toHaveAttribute(
      'href',
      '/orders/troubleshoot?xrd=caches.example.org&cluster=platform',
    );
    expect(
      screen.getByRole('listitem', { name: 'production' }),
    ).not.toHaveTextContent('What forms cannot');
  });

  it('reads the clusters again, and says how that went', async () => {
    const user = userEvent.setup();
    const refreshIngestor = jest
      .fn<Promise<void>, [string?]>()
      .mockRejectedValueOnce(
        refusedBy(503, 'ServiceUnavailableError', 'No instance leads'),
      )
      .mockResolvedValue(undefined);
    const getIngestorStatus = jest.fn(async () => status);
    renderOrders(fakeApi({ refreshIngestor, getIngestorStatus }), { path });

    const button = await screen.findByRole('button', {
      name: 'Read again: production',
    });
    await user.click(button);
    // Toasts fade in, so they are not visible at once.
    expect(await screen.findByText('No instance leads')).toBeInTheDocument();
    const reads = getIngestorStatus.mock.calls.length;
    await user.click(button);
    expect(
      await screen.findByText('The cluster production is read again'),
    ).toBeInTheDocument();
    expect(getIngestorStatus.mock.calls.length).toBeGreaterThan(reads);
    expect(refreshIngestor).toHaveBeenLastCalledWith('production');

    await user.click(
      screen.getByRole('button', { name: 'Read all clusters again' }),
    );
    expect(
      await screen.findByText('The clusters are read again'),
    ).toBeInTheDocument();
    expect(refreshIngestor).toHaveBeenLastCalledWith(undefined);
  });

  it('offers no refresh to those who may not', async () => {
    renderOrders(fakeApi({ getIngestorStatus: async () => status }), {
      path,
      permission: {
        authorize: ({ permission }) =>
          permission.name === crossplaneIngestorRefreshPermission.name
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      },
    });
    await screen.findByRole('listitem', { name: 'platform' });
    expect(screen.queryByRole('button', { name: /Read/ })).toBeNull();
  });

  it('tells those who may not see it', async () => {
    renderOrders(
      fakeApi({
        getIngestorStatus: async () => {
          throw refusedBy(403, 'NotAllowedError', 'Only platform engineers');
        },
      }),
      { path },
    );
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(
      'You may not see the state of the ingestor',
    );
    expect(alert).toHaveTextContent('Only platform engineers');
  });
});
