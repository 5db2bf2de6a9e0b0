import { expect, type Locator, type Page } from '@playwright/test';
import type {
  HistoryResponse,
  OperationResponse,
} from '@openportal/plugin-deploy-common';
import { chooseTheme } from './support/appearance';
import { changeAnswers } from './support/deployAnswers';
import { timedOut } from './support/deployments';
import {
  ROLLOUT,
  closeDialog,
  escapeDialog,
  expectHealthy,
  menuEntry,
  openDeployTab,
  refresh,
  tile,
  versionOf,
} from './support/deployTab';
import { journey, signIn } from './support/journey';
import { arrowTo, chooseByKeyboard, tabTo } from './support/keyboard';
import { look, lookInBothForms, lookInBothWidths } from './support/look';
import { askPortal } from './support/outside';
import { keepPicture } from './support/pictures';
import { readSandbox } from './support/sandbox';

journey(
  'a developer promotes to qa and rolls back, by keyboard alone',
  async ({ page }) => {
    // Four dialogs and two rollouts, on a machine that may be slow.
    journey.setTimeout(180_000);
    await signIn(page, 'developer');
    await openDeployTab(page, 'payments');
    const qa = tile(page, 'qa');
    const before = await versionOf(qa);
    const newest = await versionOf(tile(page, 'development'));
    await look(page, 'deploy-tab');
    await keepPicture(page, 'deploy-tab');

    await journey.step('promote', async () => {
      const opener = page.getByRole('button', { name: 'Promote to qa' });
      const dialog = page.getByRole('dialog', {
        name: `Promote ${newest} to qa`,
      });
      await tabTo(page, opener);
      await page.keyboard.press('Enter');
      await expect(dialog).toBeVisible();
      await escapeDialog(page);
      await expect(opener).toBeFocused();

      await page.keyboard.press('Enter');
      // A version that was rolled back before asks for a reason; a reason is always welcome.
      await tabTo(page, dialog.getByLabel('Reason'));
      await page.keyboard.type('Try the fees');
      await look(page, 'promote-dialog');
      await tabTo(page, dialog.getByRole('button', { name: 'Promote to qa' }));
      await page.keyboard.press('Enter');
      await closeAfterSuccess(page, dialog);
      // What opened the dialog cannot be pressed any more.
      await expect(menuButton(page, 'development')).toBeFocused();
      await expectHealthy(qa, newest);
    });

    await journey.step('roll back', async () => {
      const dialog = page.getByRole('dialog', { name: 'Roll back qa' });
      const submit = dialog.getByRole('button', {
        name: 'Roll back',
        exact: true,
      });
      await rollBackByKeyboard(page);
      await expect(dialog).toBeVisible();
      await escapeDialog(page);
      await expect(menuButton(page, 'qa')).toBeFocused();

      await rollBackByKeyboard(page);
      await expect(submit).toBeDisabled();
      await chooseByKeyboard(
        page,
        dialog.getByRole('radiogroup'),
        dialog.getByRole('radio', { name: /last healthy/ }),
      );
      await expect(submit).toBeDisabled();
      await tabTo(page, dialog.getByLabel('Reason'));
      await page.keyboard.type('The fees are wrong');
      await look(page, 'rollback-dialog');
      await tabTo(page, submit);
      await page.keyboard.press('Enter');
      await closeAfterSuccess(page, dialog);
      await expect(menuButton(page, 'qa')).toBeFocused();
      await expectHealthy(qa, before);
      const newestEntry = page
        .getByRole('table', { name: 'History' })
        .getByRole('row')
        .nth(1);
      await expect(newestEntry).toContainText(`Rollback to ${before}`);
      await expect(newestEntry).toContainText('Succeeded');
      await expect(newestEntry).toContainText('The fees are wrong');
    });

    await journey.step('look at what happened', async () => {
      const undo = await changeAnswers<HistoryResponse>(
        page,
        /\/history$/,
        ({ items: [newestItem, ...others], ...rest }) => ({
          ...rest,
          items: [timedOut(newestItem), ...others],
        }),
      );
      await page.reload();
      const entry = page.getByRole('link', { name: `Rollback to ${before}` });
      const late = page.getByText(/^Runs healthy after all, seen/);
      await lookInBothForms(page, 'history', late);
      await tabTo(page, entry.first());
      await page.keyboard.press('Enter');
      const timeline = page.getByRole('list', { name: 'Timeline' });
      await expect(timeline.getByRole('listitem').last()).toContainText(
        'Succeeded',
      );
      await lookInBothForms(page, 'operation', timeline);
      await undo();

      const undoOperation = await changeAnswers<OperationResponse>(
        page,
        /^\/operations\//,
        answer => ({ ...answer, operation: timedOut(answer.operation) }),
      );
      await refresh(page);
      await lookInBothForms(page, 'operation-late', late);
      await undoOperation();
    });
  },
);

journey(
  'production waits for an approval by somebody else',
  async ({ page, browser }) => {
    await signIn(page, 'developer');
    await chooseTheme(page, 'dark');
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
    await (await menuEntry(page, 'prod', 'Cancel the change')).click();
    await expect(
      page
        .getByRole('dialog', { name: 'Cancel the change of prod' })
        .getByRole('button', { name: 'Cancel the change' }),
    ).toBeEnabled();
    await lookInBothWidths(page, 'cancel-dialog');
    await escapeDialog(page);
    await (await menuEntry(page, 'prod', 'Current change')).click();
    await expect(
      page.getByRole('dialog').getByText('0 of 1 approvals', { exact: true }),
    ).toHaveCount(1);
    await lookInBothWidths(page, 'operation-dialog');
    await escapeDialog(page);
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
  await page.keyboard.press('Escape');
  const changing = page.getByRole('button', {
    name: /^(Promote|Roll back|Review|Cancel|Try again)/,
  });
  await expect(changing.first()).toBeVisible();
  for (const button of await changing.all()) {
    await expect(button).toBeDisabled();
  }
  await lookInBothForms(page, 'not-allowed', development);

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

function menuButton(page: Page, environment: string): Locator {
  return page.getByRole('button', { name: `More about ${environment}` });
}

/** Opens the dialog of a rollback from the menu of qa. */
async function rollBackByKeyboard(page: Page): Promise<void> {
  await tabTo(page, menuButton(page, 'qa'));
  await page.keyboard.press('Enter');
  await arrowTo(
    page,
    page.getByRole('menuitem', { name: 'Roll back', exact: true }),
  );
  await page.keyboard.press('Enter');
}

/** Waits until what was asked for runs, and closes the dialog by its button, which has the focus. */
async function closeAfterSuccess(page: Page, dialog: Locator): Promise<void> {
  await expect(
    dialog.getByRole('listitem').filter({ hasText: 'Running and healthy' }),
  ).toContainText('done', ROLLOUT);
  await expect(
    dialog.getByRole('button', { name: 'Close', exact: true }).last(),
  ).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

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
