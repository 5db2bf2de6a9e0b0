import { JsonObject } from '@backstage/types';
import {
  atVersion,
  CompositeResourceDefinition,
  OrderFields,
  parseXrd,
  renderOrder,
  schemaToForm,
  specSchema,
} from '@openportal/plugin-crossplane-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderOrderForm } from './__testUtils__/renderOrderForm';

const text: JsonObject = { type: 'string' };
const free: JsonObject = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};
const texts: JsonObject = { type: 'object', additionalProperties: text };

const { xrd } = parseXrd({
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: { name: 'topics.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { kind: 'Topic', plural: 'topics' },
    versions: [
      version('v1', { size: text, zone: text, config: texts }),
      version('v2', { size: text, region: text, config: free }),
    ],
  },
});
const topics = xrd as CompositeResourceDefinition;

function version(name: string, properties: JsonObject): JsonObject {
  return {
    name,
    served: true,
    referenceable: name === 'v1',
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: { spec: { type: 'object', properties } },
      },
    },
  };
}

/** The pages of a template with several versions, and what they would order. */
function openTemplate() {
  const previewOrder = jest.fn(async request => ({
    path: 'a.yaml',
    repository: 'example/orders',
    baseBranch: 'main',
    content: JSON.stringify(manifestOf(request)),
    autoMerge: true,
    problems: [],
  }));
  const { onCreate } = renderOrderForm({
    api: { previewOrder },
    values: { operation: 'create', name: 'events', formVersion: 'made' },
    steps: [
      {
        title: 'Resource',
        schema: {
          type: 'object',
          required: ['version'],
          properties: {
            version: {
              title: 'Version',
              type: 'string',
              enum: ['v1', 'v2'],
              default: 'v1',
              'ui:widget': 'radio',
            },
          },
        },
      },
      {
        title: 'Settings',
        schema: {
          type: 'object',
          dependencies: {
            version: {
              oneOf: topics.versions.map(item => ({
                required: ['spec'],
                properties: {
                  version: { enum: [item.name] },
                  spec: schemaToForm(specSchema(item), { title: 'Topic' })
                    .schema,
                },
              })),
            },
          },
        },
      },
      {
        title: 'Manifest',
        schema: {
          type: 'object',
          properties: {
            preview: {
              type: 'string',
              'ui:field': OrderFields.orderPreview,
              'ui:options': {
                xrd: 'topics.example.org',
                clusters: ['platform'],
              },
            },
          },
        },
      },
    ],
  });
  return { onCreate };
}

function manifestOf(values: JsonObject): JsonObject {
  const chosen = atVersion(topics, String(values.version));
  return renderOrder(chosen as CompositeResourceDefinition, {
    name: 'events',
    spec: values.spec,
    fromForm: true,
  });
}

const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole('button', { name }));

describe('a form with several versions', () => {
  it('writes what both have, and nothing that the chosen one does not show', async () => {
    const { onCreate } = openTemplate();
    await press('Next');
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Size' }),
      'large',
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Zone' }),
      'old-zone',
    );
    await press('Back');
    await userEvent.click(await screen.findByRole('radio', { name: 'v2' }));
    await press('Next');
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Region' }),
      'eu',
    );
    expect(screen.getByRole('textbox', { name: 'Size' })).toHaveValue('large');
    expect(screen.queryByRole('textbox', { name: 'Zone' })).toBeNull();
    await press('Next');
    await waitFor(
      () =>
        expect(
          screen.getByRole('region', { name: 'What your order writes' }),
        ).toHaveTextContent('"region":"eu"'),
      { timeout: 10_000 },
    );
    expect(
      screen.getByRole('region', { name: 'What your order writes' }),
    ).not.toHaveTextContent('old-zone');
    await press('Review');
    await press('Create');
    expect(manifestOf(onCreate.mock.calls[0][0])).toMatchObject({
      apiVersion: 'example.org/v2',
      spec: { size: 'large', region: 'eu' },
    });
    expect(JSON.stringify(manifestOf(onCreate.mock.calls[0][0]))).not.toContain(
      'old-zone',
    );
  });

  it('shows as YAML what another version had as entries, and the other way around', async () => {
    const { onCreate } = openTemplate();
    await press('Next');
    await press('Add entry to Config');
    await userEvent.keyboard('retention');
    await userEvent.tab();
    await userEvent.keyboard('week');
    await press('Back');
    await userEvent.click(await screen.findByRole('radio', { name: 'v2' }));
    await press('Next');
    expect(
      await screen.findByRole('textbox', { name: 'Config' }),
    ).toHaveTextContent('retention: week');
    await press('Back');
    await userEvent.click(await screen.findByRole('radio', { name: 'v1' }));
    await press('Next');
    expect(await screen.findByRole('textbox', { name: 'Value' })).toHaveValue(
      'week',
    );
    await press('Next');
    await press('Review');
    await press('Create');
    expect(manifestOf(onCreate.mock.calls[0][0])).toMatchObject({
      apiVersion: 'example.org/v1',
      spec: { config: { retention: 'week' } },
    });
  });
});
