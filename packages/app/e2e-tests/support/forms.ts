import { expect, type Page } from '@playwright/test';

/** Goes to the list of templates and waits until it shows one. */
export async function openTemplates(page: Page, title: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'sidebar nav' })
    .getByRole('link', { name: 'Create', exact: true })
    .click();
  await expect(
    page.getByRole('heading', { name: title, exact: true }),
  ).toBeVisible();
}

/** Opens the form of a template from the list of templates. */
export async function chooseTemplate(page: Page, title: string): Promise<void> {
  await openTemplates(page, title);
  await page
    .locator('.MuiCard-root')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    .getByRole('button', { name: 'Choose' })
    .click();
  await expect(page.getByRole('button', { name: 'Next' })).toBeVisible();
}

/** Picks the group that owns what is created. */
export async function pickOwner(page: Page, title: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Owner' }).click();
  await page.getByRole('option', { name: title, exact: true }).click();
}

/** Fills in both pages of the form of a service, up to the review. */
export async function describeService(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page
    .getByRole('textbox', { name: 'Description' })
    .fill('Answers for a journey');
  await pickOwner(page, 'Team Alpha');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(
    page.getByRole('row', { name: `Name ${name}`, exact: true }),
  ).toBeVisible();
}

/** Fills in the page of a form that names the resource, and goes on. */
export async function describeResource(
  page: Page,
  resource: { name: string; namespace: string },
): Promise<void> {
  await page
    .getByRole('textbox', { name: 'Name', exact: true })
    .fill(resource.name);
  const namespace = page.getByRole('combobox', { name: /^Namespace/ });
  await namespace.fill(resource.namespace);
  // Leaves the field, which closes its list.
  await namespace.press('Tab');
  await pickOwner(page, 'Team Alpha');
  await page.getByRole('button', { name: 'Next' }).click();
}

/** Fills in the pages of the form of a repository with a Whoami, up to the review. */
export async function describeWhoami(page: Page, name: string): Promise<void> {
  await page
    .getByRole('textbox', { name: 'Description' })
    .fill('Answers for a journey');
  await describeResource(page, { name, namespace: 'team-alpha' });
  await page
    .getByRole('textbox', { name: 'Domain' })
    .fill(`${name}.apps.example.com`);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(
    page.getByRole('region', { name: 'What your order writes' }),
  ).toContainText(`${name}.apps.example.com`);
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByRole('button', { name: 'Create' })).toBeVisible();
}

/** Fills in the pages of the form of a DNS record, up to the review. */
export async function describeRecord(
  page: Page,
  record: { name: string; namespace: string },
): Promise<void> {
  await describeResource(page, record);
  // Both pages have a field 'Name', and the portal checks the first page before it shows the second.
  await expect(page.getByRole('textbox', { name: 'Value' })).toBeVisible();
  await page
    .getByRole('textbox', { name: 'Name', exact: true })
    .fill(record.name);
  await page.getByRole('button', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'A', exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('192.0.2.10');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(
    page.getByRole('region', { name: 'What your order writes' }),
  ).toContainText('catalog-orders');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByRole('button', { name: 'Create' })).toBeVisible();
}
