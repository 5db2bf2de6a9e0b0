import { expect, type Page } from '@playwright/test';
import type { VersionsResponse } from '@openportal/plugin-deploy-common';
import { chooseTheme } from './support/appearance';
import { forgetRefusals } from './support/consoleProblems';
import {
  changeAnswers,
  holdAnswers,
  refuseAnswers,
} from './support/deployAnswers';
import {
  VIEW,
  frozen,
  inManyEnvironments,
  unreadForAnHour,
  withWayBack,
} from './support/deployments';
import {
  escapeDialog,
  menuEntry,
  openContent,
  openDeployTab,
  refresh,
  tile,
} from './support/deployTab';
import { journey, signIn } from './support/journey';
import { lookAndFit, lookInBothForms, lookInBothWidths } from './support/look';

const UNAVAILABLE = {
  status: 503,
  name: 'ServiceUnavailableError',
  message: 'The database of the portal does not answer',
  code: 'unavailable',
};

const FORBIDDEN = {
  status: 403,
  name: 'NotAllowedError',
  message: "You may not see the deployments of 'component:default/payments'.",
  code: 'not-allowed',
};

journey(
  'the Deploy tab and its card tell every state apart',
  async ({ page, problems }) => {
    journey.setTimeout(180_000);
    await signIn(page, 'developer');
    const loading = page.getByRole('status', { name: 'Loading deployments' });

    await journey.step('loading', async () => {
      const release = await holdAnswers(page, VIEW);
      await page.goto('/catalog/default/component/payments');
      await expect(loading).toBeVisible();
      await lookInBothForms(page, 'card-loading', loading);
      await openContent(page, 'Deploy');
      await expect(loading).toBeVisible();
      await lookInBothForms(page, 'tab-loading', loading);
      await release();
      await expect(tile(page, 'qa')).toBeVisible();
      await expect(loading).toBeHidden();
    });

    await journey.step('many environments', async () => {
      const undo = await changeAnswers(page, VIEW, inManyEnvironments);
      await refresh(page);
      const last = tile(page, 'prod-north-america');
      await expect(last).toBeVisible();
      await lookInBothForms(page, 'tab-many', last);
      await openContent(page, 'Overview');
      await expect(last).toBeVisible();
      await lookInBothForms(page, 'card-many', last);
      await undo();
    });

    await journey.step('stale', async () => {
      const undo = await changeAnswers(page, VIEW, unreadForAnHour);
      await openContent(page, 'Deploy');
      const development = tile(page, 'development');
      await expect(development).toContainText(
        /Last known state, seen (1 hour|60 minutes) ago/,
      );
      await expect(
        development.getByRole('button', { name: 'Promote to qa' }),
      ).toBeDisabled();
      await expect(development).toContainText('too old to act on');
      await lookInBothForms(page, 'tab-stale', development);
      await openContent(page, 'Overview');
      const stale = tile(page, 'qa').getByText(/^Last known state, seen/);
      await lookInBothForms(page, 'card-stale', stale);
      await undo();
    });

    await journey.step('without answers', async () => {
      await openContent(page, 'Deploy');
      await expect(tile(page, 'qa')).toBeVisible();
      const undo = await refuseAnswers(page, VIEW, UNAVAILABLE);
      await refresh(page);
      await expect(page.getByRole('alert')).toContainText(
        'Showing the last known state',
      );
      await expect(tile(page, 'qa')).toBeVisible();
      await lookAndFit(page, 'tab-last-known');
      await openContent(page, 'Overview');
      const alert = page
        .getByRole('alert')
        .filter({ hasText: UNAVAILABLE.message });
      await lookInBothForms(page, 'card-failing', alert);
      await openContent(page, 'Deploy');
      await expect(alert).toContainText('The deployments could not be read');
      await lookInBothForms(page, 'tab-failing', alert);
      await undo();
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(tile(page, 'qa')).toBeVisible();
    });

    await journey.step('not to be seen', async () => {
      const undo = await refuseAnswers(page, VIEW, FORBIDDEN);
      await refresh(page);
      const alert = page.getByRole('alert').filter({ hasText: 'deploy.read' });
      await expect(alert).toBeVisible();
      // What was there before is not for them either.
      await expect(tile(page, 'qa')).toBeHidden();
      await lookInBothForms(page, 'tab-forbidden', alert);
      await undo();
    });
    forgetRefusals(problems, /\/api\/deploy\/entities\//);
  },
);

journey(
  'promote and rollback dialogs tell every state apart',
  async ({ page, problems }) => {
    journey.setTimeout(180_000);
    await signIn(page, 'developer');
    await chooseTheme(page, 'dark');
    await openDeployTab(page, 'payments');
    const dialog = page.getByRole('dialog');

    await journey.step('promotion', async () => {
      const release = await holdAnswers(page, /\/diff$/);
      await promote(page);
      await expect(
        dialog.getByRole('status', { name: 'Comparing' }),
      ).toBeVisible();
      await lookInBothWidths(page, 'promote-loading');
      await release();
      await expect(
        dialog.getByRole('region', { name: 'What changes' }),
      ).toBeVisible();
      await lookInBothWidths(page, 'promote');
      await escapeDialog(page);

      const undo = await refuseAnswers(page, /\/diff$/, UNAVAILABLE);
      await promote(page);
      await expect(dialog.getByRole('alert')).toContainText(
        `What changes could not be found out: ${UNAVAILABLE.message}`,
      );
      await lookInBothWidths(page, 'promote-failing');
      await escapeDialog(page);
      await undo();
    });

    await journey.step('a freeze, and the way past it', async () => {
      const undo = await changeAnswers(page, VIEW, frozen);
      await refresh(page);
      await expect(tile(page, 'development')).toContainText(
        'You can break the glass.',
      );
      await lookAndFit(page, 'tab-frozen');
      await promote(page);
      await dialog.getByText('I break the glass for qa').click();
      const submit = dialog.getByRole('button', {
        name: 'Break the glass and promote to qa',
      });
      await expect(submit).toBeDisabled();
      await dialog
        .getByLabel('Reason for breaking the glass')
        .fill('Nobody can pay');
      // What was rolled back before asks for a reason as well.
      await dialog
        .getByRole('textbox', { name: /^Reason(?! for)/ })
        .fill('Corrects the fees');
      await expect(submit).toBeEnabled();
      await lookInBothWidths(page, 'promote-frozen');
      await escapeDialog(page);
      await undo();
    });

    await journey.step('rollback', async () => {
      // A new portal has seen one healthy version of each environment.
      await changeAnswers(page, VIEW, withWayBack);
      await refresh(page);
      const release = await holdAnswers(page, /\/versions$/);
      await rollBack(page);
      await expect(
        dialog.getByRole('status', { name: 'Loading versions' }),
      ).toBeVisible();
      await lookInBothWidths(page, 'rollback-loading');
      await release();
      await expect(dialog.getByRole('radiogroup')).toBeVisible();
      await lookInBothWidths(page, 'rollback');
      await escapeDialog(page);

      const undoNone = await changeAnswers<VersionsResponse>(
        page,
        /\/versions$/,
        answer => ({
          ...answer,
          items: answer.items.filter(({ current }) => current),
        }),
      );
      await rollBack(page);
      await expect(
        dialog.getByText('No earlier version is known for qa.'),
      ).toBeVisible();
      await expect(
        dialog.getByRole('button', { name: 'Roll back', exact: true }),
      ).toBeDisabled();
      await lookInBothWidths(page, 'rollback-none');
      await escapeDialog(page);
      await undoNone();

      const undo = await refuseAnswers(page, /\/versions$/, UNAVAILABLE);
      await rollBack(page);
      await expect(dialog.getByRole('alert')).toContainText(
        'The versions could not be read',
      );
      await lookInBothWidths(page, 'rollback-failing');
      await undo();
      await dialog.getByRole('button', { name: 'Try again' }).click();
      await expect(dialog.getByRole('radiogroup')).toBeVisible();
      await escapeDialog(page);
    });
    forgetRefusals(problems, /\/api\/deploy\/.*\/(diff|versions)/);
  },
);

async function promote(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Promote to qa' }).click();
  await expect(
    page.getByRole('dialog', { name: /^Promote .* to qa$/ }),
  ).toBeVisible();
}

async function rollBack(page: Page): Promise<void> {
  await (await menuEntry(page, 'qa', 'Roll back')).click();
  await expect(
    page.getByRole('dialog', { name: 'Roll back qa' }),
  ).toBeVisible();
}
