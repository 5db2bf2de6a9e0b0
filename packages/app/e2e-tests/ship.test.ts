import { expect, type Page } from '@playwright/test';
import {
  ROLLOUT,
  closeDialog,
  expectHealthy,
  menuEntry,
  openDeployTab,
  tile,
  versionOf,
} from './support/deployTab';
import { journey, signIn } from './support/journey';
import { look } from './support/look';
import { askPortal } from './support/outside';
import { keepPicture } from './support/pictures';
import { readSandbox } from './support/sandbox';

journey('a developer promotes to qa and rolls back', async ({ page }) => {
  await signIn(page, 'developer');
  await openDeployTab(page, 'payments');
  const qa = tile(page, 'qa');
  const before = await versionOf(qa);
  const newest = await versionOf(tile(page, 'development'));
  await look(page, 'deploy-tab');
  await keepPicture(page, 'deploy-tab');

  await journey.step('promote', async () => {
    await page.getByRole('button', { name: 'Promote to qa' }).click();
    const dialog = page.getByRole('dialog', {
      name: `Promote ${newest} to qa`,
    });
    // A version that was rolled back before asks for a reason; a reason is always welcome.
    await dialog.getByLabel('Reason').fill('Try the fees');
    await look(page, 'promote-dialog');
    await dialog.getByRole('button', { name: 'Promote to qa' }).click();
    await expect(
      dialog.getByRole('listitem').filter({ hasText: 'Running and healthy' }),
    ).toContainText('done', ROLLOUT);
    await closeDialog(page);
    await expectHealthy(qa, newest);
  });

  await journey.step('roll back', async () => {
    await (await menuEntry(page, 'qa', 'Roll back')).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back qa' });
    const submit = dialog.getByRole('button', {
      name: 'Roll back',
      exact: true,
    });
    await expect(submit).toBeDisabled();
    // The radio itself cannot be seen. Its text is clicked once it rests: the dialog grows when the versions arrive.
    await dialog.getByText(/last healthy/).click();
    await expect(
      dialog.getByRole('radio', { name: /last healthy/ }),
    ).toBeChecked();
    await expect(submit).toBeDisabled();
    await dialog.getByLabel('Reason').fill('The fees are wrong');
    await look(page, 'rollback-dialog');
    await submit.click();
    await expect(
      dialog.getByRole('listitem').filter({ hasText: 'Running and healthy' }),
    ).toContainText('done', ROLLOUT);
    await closeDialog(page);
    await expectHealthy(qa, before);
    const newestEntry = page
      .getByRole('table', { name: 'History' })
      .getByRole('row')
      .nth(1);
    await expect(newestEntry).toContainText(`Rollback to ${before}`);
    await expect(newestEntry).toContainText('Succeeded');
    await expect(newestEntry).toContainText('The fees are wrong');
  });
});

journey(
  'production waits for an approval by somebody else',
  async ({ page, browser }) => {
    await signIn(page, 'developer');
    await openDeployTab(page, 'payments');
    const prod = tile(page, 'prod');
    const next = await versionOf(tile(page, 'staging'));
    await page.getByRole('button', { name: 'Promote to prod' }).click();
    const dialog = page.getByRole('dialog', {
      name: `Promote ${next} to prod`,
    });
    await dialog.getByLabel('Reason').fill('Customers wait for refunds');
    await dialog.getByRole('button', { name: 'Promote to prod' }).click();
    await closeDialog(page);

    await expect(prod.getByText('Waiting for approval').first()).toBeVisible(
      ROLLOUT,
    );
    await expect(prod).toContainText('· 0 of 1 approvals', ROLLOUT);
    await look(page, 'waiting');
    const link = prod.getByRole('link', { name: /^Pull request #/ });
    const number = (await link.innerText()).replace(/\D/g, '');

    const reviewer = await browser.newContext();
    const consolePage = await reviewer.newPage();
    await consolePage.goto(
      `${readSandbox().console.url}/pulls/sandbox/idp-payments/${number}`,
    );
    await journey.step(
      'the approval of the requester does not count',
      async () => {
        await approveAs(consolePage, 'developer');
        await look(consolePage, 'console');
        await page.getByRole('button', { name: 'Refresh' }).click();
        await expect(prod).toContainText('· 0 of 1 approvals');
      },
    );
    await approveAs(consolePage, 'sre');
    await reviewer.close();
    await expect(prod.getByText('Healthy', { exact: true })).toBeVisible(
      ROLLOUT,
    );
    expect(await versionOf(prod)).toBe(next);
  },
);

journey('a developer of another team may not ship', async ({ page }) => {
  await signIn(page, 'other-developer');
  const asked = page.waitForRequest('**/api/deploy/entities/**');
  await openDeployTab(page, 'payments');
  const development = tile(page, 'development');
  await expect(
    development.getByRole('button', { name: 'Promote to qa' }),
  ).toBeDisabled();
  await expect(development).toContainText('Cannot promote to qa: ');
  await expect(tile(page, 'qa')).toContainText('Cannot roll back: ');
  await expect(await menuEntry(page, 'qa', 'Roll back')).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await look(page, 'not-allowed');

  const request = await asked;
  const session = (await request.headerValue('authorization')) ?? '';
  const entity = new URL(request.url()).href.replace(/\?.*/, '');
  expect(
    await askPortal(session, `${entity}/promote`, {
      method: 'POST',
      body: { from: 'development', to: 'qa' },
    }),
  ).toMatchObject({ status: 403 });
  expect(
    await askPortal(session, `${entity}/rollback`, {
      method: 'POST',
      body: { environment: 'qa', reason: 'Not mine' },
    }),
  ).toMatchObject({ status: 403 });
});

/** Approves the pull request that the console of the sandbox shows. */
async function approveAs(page: Page, login: string): Promise<void> {
  await page.getByLabel('As').selectOption(login);
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(
    page
      .getByRole('table', { name: 'Reviews' })
      .getByRole('row', { name: login }),
  ).toContainText('APPROVED');
}
