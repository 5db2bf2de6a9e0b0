import { JsonObject, JsonValue } from '@backstage/types';
import {
  formToSpec,
  schemaToForm,
  specToForm,
} from '@openportal/plugin-crossplane-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderOrderForm } from '../__testUtils__/renderOrderForm';

/** Opens the form of a schema, filled with a spec. */
function openForm(
  schema: JsonObject,
  spec: JsonValue = {},
  operation: string = 'create',
) {
  const { onCreate } = renderOrderForm({
    api: {},
    values: { operation, spec: specToForm(schema, spec) ?? {} },
    steps: [
      {
        title: 'Settings',
        schema: {
          type: 'object',
          required: ['spec'],
          properties: { spec: schemaToForm(schema, { title: 'Spec' }).schema },
        },
      },
    ],
  });
  return {
    review: () =>
      userEvent.click(screen.getByRole('button', { name: 'Review' })),
    submit: async () => {
      await userEvent.click(screen.getByRole('button', { name: 'Review' }));
      await userEvent.click(
        await screen.findByRole('button', { name: 'Create' }),
      );
      return formToSpec(schema, onCreate.mock.calls[0][0].spec);
    },
  };
}

function mapOf(values: JsonObject, keywords: JsonObject = {}): JsonObject {
  return {
    type: 'object',
    properties: {
      labels: { type: 'object', additionalProperties: values, ...keywords },
    },
  };
}

const add = async (title: string = 'Labels') =>
  userEvent.click(
    await screen.findByRole('button', { name: `Add entry to ${title}` }),
  );
const entries = () => screen.getAllByRole('group', { name: /^Entry \d/ });
const keyOf = (entry: HTMLElement) =>
  within(entry).getByRole('textbox', { name: /^Key/ });
const valueOf = (entry: HTMLElement) =>
  within(entry).getByRole('textbox', { name: 'Value' });

describe('MapField', () => {
  it('takes keys and values with the keyboard alone', async () => {
    const { submit } = openForm(mapOf({ type: 'string' }));
    await screen.findByRole('button', { name: 'Add entry to Labels' });
    await userEvent.tab();
    expect(
      screen.getByRole('button', { name: 'Add entry to Labels' }),
    ).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(keyOf(entries()[0])).toHaveFocus();
    await userEvent.keyboard('app.kubernetes.io/name');
    await userEvent.tab();
    await userEvent.keyboard('shop');
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await userEvent.keyboard('empty');
    expect(await submit()).toEqual({
      labels: { 'app.kubernetes.io/name': 'shop', empty: '' },
    });
  });

  it('changes and removes entries, and leaves the others alone', async () => {
    const { submit } = openForm(mapOf({ type: 'string' }), {
      labels: { a: '1', b: '2', c: '3' },
    });
    await screen.findByRole('button', { name: 'Remove b' });
    expect(entries()).toHaveLength(3);
    await userEvent.type(valueOf(entries()[2]), '3');
    await userEvent.type(valueOf(entries()[0]), '1');
    await userEvent.type(keyOf(entries()[0]), 'x');
    expect(keyOf(entries()[0])).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Remove b' }));
    expect(
      screen.getByRole('button', { name: 'Add entry to Labels' }),
    ).toHaveFocus();
    expect(entries()).toHaveLength(2);
    expect(await submit()).toEqual({ labels: { ax: '11', c: '33' } });
  });

  it.each<[string, string, RegExp]>([
    ['a key that another entry has', 'a', /Another entry has this key/],
    ['spaces around a key', ' b', /no spaces around it/],
    ['the name of a prototype (B12)', '__proto__', /is not __proto__/],
  ])('refuses %s in its place', async (_, key, message) => {
    const { review, submit } = openForm(mapOf({ type: 'string' }), {
      labels: { a: '1' },
    });
    await add();
    const [, entry] = entries();
    await userEvent.type(keyOf(entry), key);
    await userEvent.type(valueOf(entry), 'kept');
    expect(within(entry).getByText(message)).toBeVisible();
    expect(keyOf(entry)).toHaveAttribute('aria-invalid', 'true');
    await review();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    await userEvent.clear(keyOf(entry));
    await userEvent.type(keyOf(entry), 'other');
    expect(await submit()).toEqual({ labels: { a: '1', other: 'kept' } });
  });

  it('keeps people on the page while an entry has no key', async () => {
    const { review } = openForm(mapOf({ type: 'string' }));
    await add();
    await userEvent.type(valueOf(entries()[0]), 'kept');
    await review();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    expect(keyOf(entries()[0])).toBeInvalid();
  });

  it('writes an entry as soon as another one makes room for its key', async () => {
    const { submit } = openForm(mapOf({ type: 'string' }), {
      labels: { a: '1' },
    });
    await add();
    await userEvent.type(keyOf(entries()[1]), 'a');
    await userEvent.type(valueOf(entries()[1]), '2');
    await userEvent.click(
      within(entries()[0]).getByRole('button', { name: 'Remove a' }),
    );
    expect(screen.queryByText(/Another entry/)).toBeNull();
    expect(await submit()).toEqual({ labels: { a: '2' } });
  });

  it('asks for the number of an entry', async () => {
    const { review, submit } = openForm(
      mapOf({ type: 'integer', minimum: 1 }, { minProperties: 1 }),
    );
    await add();
    await userEvent.type(keyOf(entries()[0]), 'eu');
    await review();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    await userEvent.type(screen.getByRole('spinbutton'), '3');
    expect(await submit()).toEqual({ labels: { eu: 3 } });
  });

  it('leaves out a map without entries, however many it needs', async () => {
    const { submit } = openForm(
      mapOf({ type: 'string' }, { minProperties: 2 }),
    );
    await screen.findByRole('button', { name: 'Add entry to Labels' });
    expect(await submit()).toBeUndefined();
  });

  it('shows values of any depth, each with its widget', async () => {
    const schema = mapOf({
      type: 'object',
      required: ['host', 'secure'],
      properties: {
        host: { type: 'string' },
        secure: { type: 'boolean' },
        ports: { type: 'object', additionalProperties: { type: 'integer' } },
      },
    });
    const { submit } = openForm(schema);
    await add();
    await userEvent.type(keyOf(entries()[0]), 'www');
    await userEvent.type(
      screen.getByRole('textbox', { name: /Host/ }),
      'www.example.org',
    );
    await userEvent.click(screen.getByRole('radio', { name: /yes|true/i }));
    await add('Ports');
    const inner = entries()[1];
    await userEvent.type(keyOf(inner), 'http');
    await userEvent.type(within(inner).getByRole('spinbutton'), '80');
    expect(await submit()).toEqual({
      labels: {
        www: { host: 'www.example.org', secure: true, ports: { http: 80 } },
      },
    });
  });

  it('edits values without a schema as YAML, and checks them', async () => {
    const schema = mapOf({ 'x-kubernetes-preserve-unknown-fields': true });
    const { review } = openForm(schema, { labels: { a: { deep: [1] } } });
    const editor = await screen.findByRole('textbox', { name: 'a' });
    expect(editor).toHaveTextContent('deep:');
    await add();
    await userEvent.type(keyOf(entries()[1]), 'b');
    await review();
    expect(
      await screen.findAllByText(/b: Enter YAML, such as {}/),
    ).not.toHaveLength(0);
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('is a choice where absent and empty differ', async () => {
    const { submit } = openForm(
      mapOf({ type: 'string' }, { default: { team: 'platform' } }),
    );
    const select = await screen.findByRole('button', {
      name: 'Labels Default',
    });
    await userEvent.click(select);
    await userEvent.click(
      await screen.findByRole('option', { name: 'Labels' }),
    );
    // The select keeps its name, followed by what is chosen.
    expect(select).toHaveAccessibleName('Labels Labels');
    await add();
    await userEvent.type(keyOf(entries()[0]), 'team');
    await userEvent.type(valueOf(entries()[0]), 'mine');
    expect(await submit()).toEqual({ labels: { team: 'mine' } });
  });

  it('is locked in an existing order when the cluster refuses a change', async () => {
    openForm(
      mapOf(
        { type: 'string' },
        { 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
      ),
      { labels: { a: '1' } },
      'update',
    );
    expect(await screen.findByText(/Cannot be changed after/)).toBeVisible();
    expect(keyOf(entries()[0])).toBeDisabled();
    expect(valueOf(entries()[0])).toBeDisabled();
    expect(
      screen.queryByRole('button', { name: /Add entry|Remove/ }),
    ).toBeNull();
  });
});
