import { expect, type Page } from '@playwright/test';

/** A form that is hard to show. */
export interface HardForm {
  /** Its file in `src/fixtures/xrds` of crossplane-common, without `.yaml`. */
  name: string;
  /** Opens and fills what shows only then. */
  fill?(page: Page): Promise<void>;
  /** It is looked at in the dark too. */
  inDark?: boolean;
  /** It is looked at on a phone too. */
  isNarrow?: boolean;
}

/** The forms that are the hardest to show. */
export const HARDEST_FORMS: HardForm[] = [
  {
    name: 'hostile-names',
    fill: async page => {
      await text(page, '__proto__').fill('a value like any other');
      await text(page, 'a.b').fill('one key, not two levels');
    },
  },
  {
    name: 'nested-optionals',
    inDark: true,
    fill: async page => {
      await choose(page, 'Ingress', 'Ingress');
      await text(page, 'Host').fill('www.example.org');
      await choose(page, 'Tls', 'Tls');
      await page.getByRole('button', { name: 'Add Item' }).last().click();
      await text(page, 'To').fill('198.51.100.0/24');
    },
  },
  {
    name: 'nullable-fields',
    fill: async page => {
      await text(page, 'Deadline').fill('30');
      await choose(page, 'Retries', 'None (null)');
      await page.getByRole('button', { name: 'Add Item' }).click();
    },
  },
  {
    name: 'union-required',
    fill: async page => {
      await choose(page, 'S3', 'S3');
      await text(page, 'Bucket').fill('invoices');
    },
  },
  {
    name: 'int-or-string',
    fill: async page => {
      await text(page, 'Target Port').fill('http');
      await text(page, 'Memory').fill('512Mi');
    },
  },
  {
    name: 'list-sets',
    isNarrow: true,
    fill: async page => {
      await page.getByRole('checkbox', { name: 'tcp' }).check();
      await page.getByRole('button', { name: 'Add Item' }).first().click();
      await page.getByRole('spinbutton').fill('443');
      // Adds a row, and a number in it.
      await page.getByRole('button', { name: 'Add Item' }).nth(2).click();
      await page.getByRole('button', { name: 'Add Item' }).nth(2).click();
      await page.getByRole('spinbutton').last().fill('1');
      await page.getByRole('button', { name: /^Countries/ }).click();
      await page.getByRole('option', { name: 'AT' }).click();
      await page.getByRole('option', { name: 'DE' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Free' }).fill('- any: thing');
    },
  },
  { name: 'defaults' },
  { name: 'script-links' },
  { name: 'template-text' },
  {
    name: 'maps',
    inDark: true,
    isNarrow: true,
    fill: async page => {
      await addEntry(page, 'Labels', 'app.kubernetes.io/name');
      await text(page, 'Value').fill('shop');
      await addEntry(page, 'Numbers', 'replicas');
      await page.getByRole('spinbutton', { name: 'Value' }).fill('3');
      await addEntry(page, 'Objects', 'www');
      await text(page, 'Host').fill('www.example.org');
      await addEntry(page, 'Any', 'limits');
      await page.getByRole('textbox', { name: 'limits' }).fill('cpu: 2');
      await addEntry(page, 'Maps', 'eu');
      await addEntry(page, 'eu', 'zone');
    },
  },
];

function text(page: Page, name: string) {
  return page.getByRole('textbox', { name, exact: true });
}

/** Picks one of the variants of a part of the form. */
async function choose(
  page: Page,
  part: string,
  variant: string,
): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${part} `) }).click();
  await page.getByRole('option', { name: variant, exact: true }).click();
  await expect(page.getByRole('listbox')).toBeHidden();
}

/** Adds a key to a map. */
async function addEntry(page: Page, map: string, key: string): Promise<void> {
  await page.getByRole('button', { name: `Add entry to ${map}` }).click();
  await page.keyboard.type(key);
}
