import { JsonValue } from '@backstage/types';
import { OrderFields } from '@openportal/plugin-crossplane-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderOrderForm } from '../__testUtils__/renderOrderForm';

function renderFields(values: Record<string, JsonValue>) {
  return renderOrderForm({
    api: {},
    values,
    steps: [
      {
        title: 'Resource',
        schema: {
          type: 'object',
          required: ['name'],
          properties: {
            name: {
              title: 'Name',
              type: 'string',
              pattern: '^[a-z]+$',
              errorMessage: 'takes lower case letters only',
              'ui:field': OrderFields.identity,
            },
            spec: {
              type: 'object',
              properties: {
                region: {
                  title: 'Region',
                  description: 'Where it runs',
                  type: 'string',
                  enum: ['eu', 'us'],
                  'ui:field': OrderFields.immutable,
                  'ui:help': 'Choose well',
                },
                network: {
                  title: 'Network',
                  type: 'object',
                  'ui:field': OrderFields.immutable,
                  properties: { cidr: { title: 'CIDR', type: 'string' } },
                },
                size: { title: 'Size', type: 'integer' },
              },
            },
          },
        },
      },
    ],
  });
}

describe('fields that are locked while an order is changed', () => {
  it('are the standard fields in a new order', async () => {
    const { onCreate } = renderFields({ operation: 'create' });
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Name' }),
      'db',
    );
    await userEvent.click(screen.getByRole('button', { name: /Region/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'eu' }));
    await userEvent.type(
      screen.getByRole('textbox', { name: 'CIDR' }),
      '10.0.0.0/8',
    );
    expect(screen.getByText('Where it runs')).toBeVisible();
    expect(screen.getAllByText('Choose well')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Review' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    expect(onCreate).toHaveBeenCalledWith({
      operation: 'create',
      name: 'db',
      spec: { region: 'eu', network: { cidr: '10.0.0.0/8' } },
    });
  });

  it('show an error once, and in the field', async () => {
    renderFields({ operation: 'create' });
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await userEvent.type(name, 'DB');
    await userEvent.click(screen.getByRole('button', { name: 'Review' }));
    // Once in the list above the form, once at the field.
    expect(
      await screen.findAllByText(/takes lower case letters only/),
    ).toHaveLength(2);
    expect(name).toHaveAttribute('aria-invalid', 'true');
  });

  it('cannot be edited in an existing order, and say why', async () => {
    const { onCreate } = renderFields({
      operation: 'update',
      name: 'db',
      spec: { region: 'us', network: { cidr: '10.0.0.0/8' }, size: 1 },
    });
    expect(await screen.findByRole('textbox', { name: 'Name' })).toBeDisabled();
    expect(screen.getByRole('textbox', { name: 'CIDR' })).toBeDisabled();
    expect(screen.getByRole('button', { name: /Region/ })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    expect(screen.getByText(/order a new one instead/i)).toBeVisible();
    expect(screen.getAllByText(/Cannot be changed after/)).toHaveLength(2);

    const size = screen.getByRole('spinbutton', { name: 'Size' });
    await userEvent.clear(size);
    await userEvent.type(size, '3');
    await userEvent.click(screen.getByRole('button', { name: 'Review' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    expect(onCreate).toHaveBeenCalledWith({
      operation: 'update',
      name: 'db',
      spec: { region: 'us', network: { cidr: '10.0.0.0/8' }, size: 3 },
    });
  });
});
