import { EditorView } from '@codemirror/view';
import { JsonObject, JsonValue } from '@backstage/types';
import { OrderFields } from '@openportal/plugin-crossplane-common';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderOrderForm } from '../__testUtils__/renderOrderForm';

const yamlField = {
  title: 'Values',
  description: 'Any values of the chart',
  type: 'string',
  'ui:field': OrderFields.yamlEditor,
  'ui:widget': 'textarea',
};

function renderEditor(
  properties: JsonObject,
  values: Record<string, JsonValue> = {},
) {
  return renderOrderForm({
    api: {},
    values,
    steps: [{ title: 'Settings', schema: { type: 'object', properties } }],
  });
}

async function findEditor(): Promise<HTMLElement> {
  return screen.findByRole('textbox', { name: 'Values' });
}

/** Writes as the editor itself does; jsdom has no layout, without which typing does not work. */
async function write(text: string): Promise<void> {
  const view = EditorView.findFromDOM(await findEditor());
  act(() =>
    view?.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
    }),
  );
}

const submit = () =>
  userEvent.click(screen.getByRole('button', { name: 'Review' }));

describe('YamlEditorField', () => {
  it('keeps the text as people wrote it', async () => {
    const { onCreate } = renderEditor(
      { values: yamlField },
      { values: 'replicas: 1\n' },
    );
    expect(await findEditor()).toHaveTextContent('replicas: 1');
    expect(screen.getByText('Any values of the chart')).toBeVisible();
    expect(screen.getByText(/Tab leaves the editor/)).toBeVisible();

    await write('# two are enough\nreplicas: 2\n');
    await submit();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    expect(onCreate).toHaveBeenCalledWith({
      values: '# two are enough\nreplicas: 2\n',
    });
  });

  it('shows a mistake with its line, and keeps people from going on', async () => {
    renderEditor({ values: yamlField });
    await write('a: 1\na: 2\n');
    expect(
      await screen.findByText('Line 2, column 1: Map keys must be unique'),
    ).toBeVisible();
    await waitFor(async () =>
      expect(await findEditor()).toHaveAttribute('aria-invalid', 'true'),
    );
    await submit();
    expect(await screen.findByText(/'Values' Line 2, column 1/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('is read-only in an existing order where the cluster keeps the value', async () => {
    renderEditor(
      {
        values: {
          ...yamlField,
          'ui:options': { rows: 8, immutable: true },
        },
      },
      { operation: 'update', values: 'a: 1' },
    );
    expect(await findEditor()).toHaveAttribute('aria-readonly', 'true');
    expect(screen.getByText(/Cannot be changed after/)).toBeVisible();
  });

  it('is left with the Tab key', async () => {
    renderEditor({ values: yamlField });
    (await findEditor()).focus();
    await userEvent.tab();
    expect(await findEditor()).not.toHaveFocus();
  });

  it('finds mistakes inside the items of a list', async () => {
    renderEditor(
      {
        releases: {
          title: 'Releases',
          type: 'array',
          items: { type: 'object', properties: { values: yamlField } },
        },
      },
      { releases: [{ values: 'a: 1' }] },
    );
    await write('a: [');
    await submit();
    expect(
      await screen.findAllByText(/\[1\]\.values: Line 1/),
    ).not.toHaveLength(0);
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('shows the standard field where another version of the kind has another type', async () => {
    renderEditor({
      values: {
        ...yamlField,
        type: 'object',
        properties: { size: { title: 'Size', type: 'integer' } },
      },
    });
    expect(
      await screen.findByRole('spinbutton', { name: 'Size' }),
    ).toBeVisible();
  });
});
