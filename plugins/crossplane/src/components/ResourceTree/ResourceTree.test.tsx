import { renderInTestApp } from '@backstage/frontend-test-utils';
import { OrderLayerResource } from '@openportal/plugin-crossplane-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResourceTree } from './ResourceTree';

function resource(
  kind: string,
  overrides: Partial<OrderLayerResource> = {},
): OrderLayerResource {
  return {
    apiVersion: 'example.org/v1',
    kind,
    name: kind.toLocaleLowerCase('en-US'),
    state: 'ready',
    conditions: [],
    ...overrides,
  };
}

const failing = resource('Database', {
  state: 'failed',
  conditions: [
    {
      type: 'Synced',
      status: 'False',
      reason: 'ReconcileError',
      message: 'no quota',
      lastTransitionTime: '2026-01-01T10:00:00.000Z',
    },
  ],
});

const synced = { type: 'Synced', status: 'True' };

describe('ResourceTree', () => {
  it('opens the way to what fails, with condition, reason, time and message', async () => {
    renderInTestApp(
      <ResourceTree
        aria-label="Resources"
        resources={[
          resource('Application', {
            state: 'progressing',
            children: [failing, resource('Bucket', { conditions: [synced] })],
            omittedChildren: 3,
          }),
        ]}
      />,
    );

    expect(
      await screen.findByRole('treegrid', { name: 'Resources' }),
    ).toBeVisible();
    expect(
      screen.getByRole('row', { name: 'Application application In progress' }),
    ).toHaveAttribute('aria-expanded', 'true');
    const condition = screen.getByRole('row', {
      name: 'Synced: False ReconcileError',
    });
    expect(condition).toHaveAttribute('aria-level', '3');
    expect(condition).toHaveTextContent('reason ReconcileError');
    expect(condition).toHaveTextContent('no quota');
    expect(condition.querySelector('time')).toHaveAttribute(
      'datetime',
      '2026-01-01T10:00:00.000Z',
    );
    expect(
      screen.getByRole('row', { name: 'Bucket bucket Ready' }),
    ).toHaveAttribute('aria-expanded', 'false');
    expect(screen.queryByRole('row', { name: 'Synced: True' })).toBeNull();
    expect(screen.getByText('3 more are not shown')).toBeVisible();
  });

  it('opens and closes by keyboard', async () => {
    const user = userEvent.setup();
    renderInTestApp(
      <ResourceTree
        aria-label="Resources"
        resources={[resource('Bucket', { conditions: [synced] })]}
      />,
    );
    const row = await screen.findByRole('row', { name: 'Bucket bucket Ready' });
    await user.tab();
    expect(row).toHaveFocus();
    await user.keyboard('{ArrowRight}');
    expect(row).toHaveAttribute('aria-expanded', 'true');
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('row', { name: 'Synced: True' })).toHaveFocus();
    await user.keyboard('{ArrowUp}{ArrowLeft}');
    expect(row).toHaveAttribute('aria-expanded', 'false');
  });

  it('says what Flux applied', async () => {
    const user = userEvent.setup();
    renderInTestApp(
      <ResourceTree
        aria-label="Resources"
        resources={[]}
        flux={[
          {
            apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
            kind: 'Kustomization',
            name: 'orders-sync',
            namespace: 'flux-system',
            state: 'progressing',
            suspended: true,
            revision: 'main@sha1:abc',
            containsOrder: false,
          },
        ]}
      />,
    );
    await user.click(await screen.findByRole('button', { name: /Expand/ }));
    const row = screen.getByRole('row', { name: 'Revision main@sha1:abc' });
    expect(row).toHaveTextContent('Suspended');
    expect(row).toHaveTextContent('does not have the last change');
  });
});
