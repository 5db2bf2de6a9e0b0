import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { JsonObject } from '@backstage/types';
import { formToSpec } from '@openportal/plugin-crossplane-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { parse } from 'yaml';
import { renderOrderForm } from './__testUtils__/renderOrderForm';

/** Forms of the XRDs that plugins/crossplane-common keeps. */
const FOLDER = resolve(
  __dirname,
  '../../../crossplane-common/src/fixtures/golden',
);

function readForms(): Array<[string, JsonObject]> {
  return readdirSync(FOLDER).flatMap(file => {
    const versions: Record<string, { schema: JsonObject }> = JSON.parse(
      readFileSync(join(FOLDER, file), 'utf8'),
    );
    return Object.entries(versions).map(
      ([version, { schema }]): [string, JsonObject] => [
        `${file.replace('.form.json', '')} ${version}`,
        schema,
      ],
    );
  });
}

function openForm(schema: JsonObject) {
  return renderOrderForm({
    api: {},
    values: {},
    steps: [
      {
        title: 'Settings',
        schema: {
          type: 'object',
          required: ['spec'],
          properties: { spec: schema },
        },
      },
    ],
  });
}

const formOf = (name: string) =>
  readForms().find(([form]) => form === name)?.[1] ?? {};

/** The scaffolder's own hint at every password. */
const OWN_LINK =
  'https://backstage.io/docs/features/software-templates/writing-templates/#using-secrets';

/** The schema of `nested-optionals.yaml`. */
const NESTED: JsonObject = parse(
  readFileSync(resolve(FOLDER, '../xrds/nested-optionals.yaml'), 'utf8'),
).spec.versions[0].schema.openAPIV3Schema.properties.spec;

describe('forms of XRDs in the scaffolder', () => {
  it.each(readForms())('%s is shown (B12, B13)', async (_, schema) => {
    openForm(schema);
    await screen.findByRole('button', { name: 'Review' });
    expect(document.body).not.toHaveTextContent(
      /Unsupported field|Unknown field type/,
    );
    expect(document.querySelector('script, img, iframe')).toBeNull();
    // An address in a text may be a link, as long as it shows where it leads to.
    for (const link of document.querySelectorAll('a')) {
      const address = link.getAttribute('href') ?? '';
      expect(address).toMatch(/^https?:/);
      expect(
        address === OWN_LINK || encodeURI(link.text).startsWith(address),
      ).toBe(true);
    }
  });

  it('leave optional parts out, whatever these require', async () => {
    const { onCreate } = openForm(formOf('nested-optionals v1'));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Review' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    const [{ spec }] = onCreate.mock.calls[0];
    expect(formToSpec(NESTED, spec)).toBeUndefined();
  });

  it('ask for what an optional part requires once it is chosen', async () => {
    const { onCreate } = openForm(formOf('nested-optionals v1'));
    await userEvent.click(
      (
        await screen.findAllByRole('button', { name: /Not set/ })
      )[0],
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'Ingress' }),
    );
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Host/ }),
      'www.example.org',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Review' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    const [{ spec }] = onCreate.mock.calls[0];
    expect(formToSpec(NESTED, spec)).toEqual({
      network: { ingress: { host: 'www.example.org' } },
    });
  });
});
