import { CrossplaneApi } from '@openportal/plugin-crossplane-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, refusedBy } from '../../__testUtils__/orders';
import { renderOrders } from '../../__testUtils__/renderOrders';

type Troubleshoot = CrossplaneApi['troubleshoot'];

const path = '/orders/troubleshoot';

describe('TroubleshootPage', () => {
  it('checks the XRD that was typed, and keeps it in the address', async () => {
    const user = userEvent.setup();
    const troubleshoot = jest.fn<
      ReturnType<Troubleshoot>,
      Parameters<Troubleshoot>
    >(async ({ xrd }) => ({
      xrd,
      checks: [
        {
          id: 'cluster',
          cluster: 'platform',
          state: 'ok',
          message: 'It is there.',
        },
        {
          id: 'label',
          cluster: 'platform',
          state: 'failed',
          message: 'The label is missing.',
          fix: 'Add the label.',
        },
        { id: 'flux', state: 'unknown', message: 'Flux cannot be read.' },
      ],
    }));
    renderOrders(fakeApi({ troubleshoot }), { path });

    const input = await screen.findByRole('textbox', {
      name: 'Template, kind or XRD',
    });
    expect(screen.getByRole('button', { name: 'Check' })).toBeDisabled();
    expect(troubleshoot).not.toHaveBeenCalled();
    await user.type(input, ' things.example.org ');
    await user.click(screen.getByRole('button', { name: 'Check' }));

    const checks = await screen.findByRole('list', {
      name: 'Cluster platform',
    });
    const [first, second] = within(checks).getAllByRole('listitem');
    expect(first).toHaveTextContent('FineIt is there.');
    expect(second).toHaveTextContent('FailedThe label is missing.');
    expect(second).toHaveTextContent('What to do: Add the label.');
    expect(screen.getByRole('list', { name: 'The portal' })).toHaveTextContent(
      'UnknownFlux cannot be read.',
    );
    expect(screen.getByText('Failed checks: 1')).toBeVisible();
    expect(troubleshoot).toHaveBeenCalledWith({
      xrd: 'things.example.org',
      cluster: undefined,
    });
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/orders/troubleshoot?xrd=things.example.org',
    );
  });

  it('suggests the XRDs that the ingestor has problems with', async () => {
    const user = userEvent.setup();
    renderOrders(
      fakeApi({
        getIngestorStatus: async () => ({
          clusters: [
            {
              cluster: 'platform',
              stale: false,
              templates: 0,
              resources: 0,
              problems: [
                { xrd: 'broken.example.org', path: 'spec', reason: 'x' },
                { xrd: 'broken.example.org', path: 'metadata', reason: 'y' },
              ],
            },
          ],
        }),
        troubleshoot: async ({ xrd }) => ({ xrd, checks: [] }),
      }),
      { path },
    );
    const suggestions = await screen.findByRole('list', {
      name: 'XRDs with known problems',
    });
    expect(within(suggestions).getAllByRole('link')).toHaveLength(1);
    await user.click(
      within(suggestions).getByRole('link', { name: 'broken.example.org' }),
    );
    expect(
      await screen.findByRole('heading', {
        name: 'Checks of broken.example.org',
      }),
    ).toBeVisible();
    expect(screen.getByRole('textbox')).toHaveValue('broken.example.org');
  });

  it('checks the XRD and the cluster of the address, also without the state of the ingestor', async () => {
    const troubleshoot = jest.fn<
      ReturnType<Troubleshoot>,
      Parameters<Troubleshoot>
    >(async ({ xrd }) => ({
      xrd,
      checks: [{ id: 'a', state: 'ok', message: 'Fine so far.' }],
    }));
    renderOrders(
      fakeApi({
        troubleshoot,
        getIngestorStatus: async () => {
          throw refusedBy(403, 'NotAllowedError', 'no');
        },
      }),
      { path: `${path}?xrd=things.example.org&cluster=platform` },
    );
    expect(
      await screen.findByText(
        'Everything is right: the template should be in the catalog.',
      ),
    ).toBeVisible();
    expect(troubleshoot).toHaveBeenCalledWith({
      xrd: 'things.example.org',
      cluster: 'platform',
    });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('does not call it right when something has no answer', async () => {
    renderOrders(
      fakeApi({
        troubleshoot: async ({ xrd }) => ({
          xrd,
          checks: [{ id: 'a', state: 'unknown', message: 'Cannot be read.' }],
        }),
      }),
      { path: `${path}?xrd=things.example.org` },
    );
    expect(
      await screen.findByText(
        'Nothing failed, but checks without an answer: 1',
      ),
    ).toBeVisible();
  });

  it.each([
    ['a kind that was typed', path, 'DNSRecord'],
    [
      'the template of a link',
      `${path}?template=template%3Adefault%2Fdns`,
      undefined,
    ],
  ])('finds the XRD of %s', async (_, address, typed) => {
    const user = userEvent.setup();
    const findDefinitions = jest.fn<
      ReturnType<CrossplaneApi['findDefinitions']>,
      Parameters<CrossplaneApi['findDefinitions']>
    >(async () => ({ items: [{ xrd: 'dns.example.org' }], problems: [] }));
    renderOrders(
      fakeApi({
        findDefinitions,
        troubleshoot: async ({ xrd }) => ({ xrd, checks: [] }),
      }),
      { path: address },
    );
    if (typed) {
      await user.type(await screen.findByRole('textbox'), `${typed}{Enter}`);
    }
    expect(
      await screen.findByRole('heading', { name: 'Checks of dns.example.org' }),
    ).toBeVisible();
    expect(findDefinitions).toHaveBeenCalledTimes(1);
    expect(findDefinitions).toHaveBeenCalledWith({
      search: typed ?? 'template:default/dns',
    });
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/orders/troubleshoot?xrd=dns.example.org',
    );
  });

  it('lets choose among several, and says what could not be searched', async () => {
    renderOrders(
      fakeApi({
        findDefinitions: async () => ({
          items: [
            { xrd: 'dns.example.org', kind: 'DNS', template: 'DNS v1' },
            { xrd: 'zones.example.org', kind: 'DNSZone' },
          ],
          problems: ["Cluster 'b' did not answer"],
        }),
      }),
      { path: `${path}?search=dns` },
    );
    const choices = await screen.findByRole('list', {
      name: 'Which one is it?',
    });
    const [first, second] = within(choices).getAllByRole('listitem');
    expect(first).toHaveTextContent('dns.example.org DNS, DNS v1');
    expect(within(second).getByRole('link')).toHaveAttribute(
      'href',
      '/orders/troubleshoot?xrd=zones.example.org',
    );
    expect(
      screen.getByText("There may be others: Cluster 'b' did not answer"),
    ).toBeVisible();
  });

  it('says that nothing is called so', async () => {
    renderOrders(
      fakeApi({
        findDefinitions: async () => ({ items: [], problems: [] }),
      }),
      { path: `${path}?search=Nonsense` },
    );
    expect(await screen.findByText('Nothing is called Nonsense')).toBeVisible();
  });

  it('says why the checks could not be made', async () => {
    renderOrders(
      fakeApi({
        troubleshoot: async () => {
          throw refusedBy(400, 'InputError', "The name 'x' is not a DNS name");
        },
      }),
      { path: `${path}?xrd=x` },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      "The name 'x' is not a DNS name",
    );
  });
});
