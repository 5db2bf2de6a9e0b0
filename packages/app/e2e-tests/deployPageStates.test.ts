import { expect } from '@playwright/test';
import type { MatrixResponse } from '@openportal/plugin-deploy-common';
import { forgetRefusals } from './support/consoleProblems';
import {
  changeAnswers,
  holdAnswers,
  refuseAnswers,
} from './support/deployAnswers';
import { fleetInManyEnvironments } from './support/deployments';
import { openDeployTab, refresh } from './support/deployTab';
import { journey, signIn } from './support/journey';
import { lookAndFit, lookInBothForms } from './support/look';
import { visit } from './support/visit';

const UNAVAILABLE = {
  status: 503,
  name: 'ServiceUnavailableError',
  message: 'The database of the portal does not answer',
  code: 'unavailable',
};

const MATRIX = /^\/matrix$/;
const PAYMENTS = '/deploy/entities/component/default/payments';

journey(
  'the fleet page tells every state apart',
  async ({ page, problems }) => {
    journey.setTimeout(180_000);
    await signIn(page, 'developer');
    const payments = page.getByRole('rowheader', { name: /payments/i });

    await journey.step('loading', async () => {
      const release = await holdAnswers(page, MATRIX);
      await visit(page, '/deploy');
      await lookInBothForms(
        page,
        'fleet-loading',
        page.getByRole('status', { name: 'Loading deployments' }),
      );
      await release();
      await expect(payments).toBeVisible();
    });

    await journey.step('many environments, one of which is stale', async () => {
      const undo = await changeAnswers(page, MATRIX, fleetInManyEnvironments);
      await refresh(page);
      await lookInBothForms(
        page,
        'fleet-many',
        page.getByText(/^Last known, seen/).first(),
      );
      await undo();
    });

    await journey.step('empty', async () => {
      const undo = await changeAnswers<MatrixResponse>(
        page,
        MATRIX,
        answer => ({
          ...answer,
          items: [],
          total: 0,
        }),
      );
      await refresh(page);
      await lookInBothForms(
        page,
        'fleet-empty',
        page.getByText(/^Nothing is deployed through this portal yet/),
      );
      await undo();

      await visit(page, '/deploy?search=nowhere-else');
      await lookInBothForms(
        page,
        'fleet-no-match',
        page.getByText('Nothing matches these filters.'),
      );
    });

    await journey.step('without answers', async () => {
      const undo = await refuseAnswers(page, MATRIX, UNAVAILABLE);
      await page
        .getByRole('button', { name: 'Clear the filters' })
        .first()
        .click();
      await lookInBothForms(
        page,
        'fleet-failing',
        page
          .getByRole('alert')
          .filter({ hasText: 'The deployments could not be read' }),
      );
      await undo();
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(payments).toBeVisible();
    });
    forgetRefusals(problems, /\/api\/deploy\/matrix/);
  },
);

journey(
  'history, change, comparison and creation tell every state apart',
  async ({ page, problems }) => {
    journey.setTimeout(180_000);
    await signIn(page, 'developer');

    await journey.step('history', async () => {
      const release = await holdAnswers(page, /\/history$/);
      await openDeployTab(page, 'payments');
      await lookInBothForms(
        page,
        'history-loading',
        page.getByRole('status', { name: 'Loading the history' }),
      );
      await release();

      const undo = await refuseAnswers(page, /\/history$/, UNAVAILABLE);
      await visit(
        page,
        '/catalog/default/component/payments/deploy?kind=deploy',
      );
      await lookInBothForms(
        page,
        'history-failing',
        page
          .getByRole('alert')
          .filter({ hasText: 'The history could not be read' }),
      );
      await undo();
      await page.getByRole('button', { name: 'Try again' }).click();
      // Nothing deploys by itself here.
      await lookInBothForms(
        page,
        'history-no-match',
        page.getByText('No change matches these filters.'),
      );
    });

    await journey.step('comparison', async () => {
      const release = await holdAnswers(page, /\/diff$/);
      await visit(page, `${PAYMENTS}/diff?from=development&to=prod`);
      await lookInBothForms(
        page,
        'comparison-loading',
        page.getByRole('status', { name: 'Comparing the environments' }),
      );
      await release();
      await expect(page.getByRole('region', { name: 'Commits' })).toBeVisible();

      const undo = await refuseAnswers(page, /\/diff$/, UNAVAILABLE);
      await refresh(page);
      await expect(page.getByRole('alert')).toContainText(
        'Showing the last comparison',
      );
      await lookAndFit(page, 'comparison-last-known');
      await undo();
    });

    await journey.step('change', async () => {
      const release = await holdAnswers(page, /^\/operations\//);
      await visit(
        page,
        '/deploy/operations/00000000-0000-4000-8000-000000000000',
      );
      await lookInBothForms(
        page,
        'operation-loading',
        page.getByRole('status', { name: 'Loading the change' }),
      );
      await release();
      await lookInBothForms(
        page,
        'operation-unknown',
        page.getByRole('alert').filter({ hasText: 'This is not here' }),
      );
    });

    await journey.step('creation', async () => {
      const release = await holdAnswers(page, /\/creation$/);
      await visit(
        page,
        '/deploy/entities/component/default/not-there-yet/creation',
      );
      await lookInBothForms(
        page,
        'creation-loading',
        page.getByRole('status', { name: 'Loading the creation' }),
      );
      await release();
      await lookInBothForms(
        page,
        'creation-unknown',
        page.getByText(/^The catalog does not know not-there-yet yet/),
      );
    });
    forgetRefusals(problems, /\/api\/deploy\//);
  },
);
