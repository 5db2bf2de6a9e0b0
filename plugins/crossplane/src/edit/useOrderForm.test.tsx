import { TestApiProvider } from '@backstage/frontend-test-utils';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { JsonObject } from '@backstage/types';
import { CrossplaneApi } from '@openportal/plugin-crossplane-common';
import { act, renderHook, waitFor } from '@testing-library/react';
import { PropsWithChildren } from 'react';
import { fakeApi, order, ref, refusedBy } from '../__testUtils__/orders';
import { crossplaneApiRef } from '../api/crossplaneApiRef';
import { useOrderForm } from './useOrderForm';

function renderForm(api: Partial<CrossplaneApi>) {
  let listener: ((message: JsonObject) => void) | undefined;
  const signals = {
    subscribe: (_: string, onMessage: (message: never) => void) => {
      listener = onMessage as (message: JsonObject) => void;
      return { unsubscribe: () => undefined };
    },
  };
  const scaffolder = {
    getTemplateParameterSchema: async () => ({ title: 'DNSRecord', steps: [] }),
  } as unknown as typeof scaffolderApiRef.T;
  const view = renderHook(() => useOrderForm(ref), {
    wrapper: ({ children }: PropsWithChildren) => (
      <TestApiProvider
        apis={[
          [crossplaneApiRef, fakeApi(api)],
          [scaffolderApiRef, scaffolder],
          [signalApiRef, signals],
        ]}
      >
        {children}
      </TestApiProvider>
    ),
  });
  return { view, send: (hint: string) => act(() => listener?.({ hint })) };
}

const form = { templateRef: 'template:default/dns', values: { name: 'www' } };
const file = { repository: 'a/b', path: 'www.yaml' };

describe('useOrderForm', () => {
  it('waits for the merge of the order, and reads the form by itself', async () => {
    let isMerged = false;
    const getOrder = jest.fn(async () =>
      order({
        file: { ...file, exists: isMerged },
        hints: ['of-the-file'],
        observedAt: isMerged
          ? '2026-01-01T10:01:00.000Z'
          : '2026-01-01T10:00:00.000Z',
      }),
    );
    const { view, send } = renderForm({
      getOrder,
      getOrderForm: async () => {
        if (!isMerged) {
          throw refusedBy(404, 'NotFoundError', 'waits for pull request #7');
        }
        return form;
      },
    });
    await waitFor(() => expect(getOrder).toHaveBeenCalledTimes(1));
    expect(view.result.current.state).toMatchObject({ status: 'orderFailed' });

    isMerged = true;
    await send('of-another');
    expect(getOrder).toHaveBeenCalledTimes(1);
    await send('of-the-file');
    await waitFor(() =>
      expect(view.result.current.state).toMatchObject({
        status: 'read',
        values: { name: 'www' },
      }),
    );
    // What a person is filling in is never read again.
    await send('of-the-file');
    expect(getOrder).toHaveBeenCalledTimes(2);
  });

  it('does not ask again and again where status and form do not agree', async () => {
    const getOrderForm = jest.fn(async () => {
      throw refusedBy(404, 'NotFoundError', 'There is no XRD');
    });
    const getOrder = jest.fn(async () => order());
    renderForm({ getOrder, getOrderForm });
    await waitFor(() => expect(getOrder).toHaveBeenCalledTimes(2));
    expect(getOrderForm).toHaveBeenCalledTimes(2);
  });

  it('does not wait for what the user may not change', async () => {
    const getOrder = jest.fn(async () => order());
    const { view } = renderForm({
      getOrder,
      getOrderForm: async () => {
        throw refusedBy(403, 'NotAllowedError', 'no');
      },
    });
    await waitFor(() =>
      expect(view.result.current.state.status).toBe('orderFailed'),
    );
    expect(getOrder).not.toHaveBeenCalled();
  });
});
