import { expect } from '@playwright/test';
import { registerUnfinished } from './support/applications';
import { ROLLOUT, openContent, refresh, tile } from './support/deployTab';
import { refuseRequests, repairEverything } from './support/faults';
import { journey, signIn } from './support/journey';
import { lookInBothForms } from './support/look';
import { uniqueName } from './support/uniqueName';
import { visit } from './support/visit';

journey(
  'applications that lack something say what, and what to do',
  async ({ page }) => {
    journey.setTimeout(180_000);
    await signIn(page, 'developer');
    const { watched, nowhere, unbuilt } = await registerUnfinished(
      page,
      uniqueName('gaps'),
    );

    await journey.step('an annotation is missing', async () => {
      await visit(page, `/catalog/default/component/${watched}/deploy`);
      await expect(
        page.getByText('openportal.dev/deploy-strategy: manifest'),
      ).toBeVisible();
      const development = tile(page, 'development');
      await expect(development).toContainText('Cannot promote to qa: ');
      await expect(
        development.getByRole('button', { name: 'Promote to qa' }),
      ).toBeDisabled();
      await expect(
        page.getByText(/^Nothing was promoted or rolled back/),
      ).toBeVisible();
      await lookInBothForms(page, 'tab-missing-annotation', development);
      await openContent(page, 'Overview');
      await lookInBothForms(page, 'card-missing-annotation', development);
    });

    await journey.step('there is no environment', async () => {
      await visit(page, `/catalog/default/component/${nowhere}/deploy`);
      await expect(
        page.getByText('No environments', { exact: true }),
      ).toBeVisible();
      const unknown = page.getByText(/'moon'/).first();
      await lookInBothForms(page, 'tab-empty', unknown);
      await openContent(page, 'Overview');
      await lookInBothForms(page, 'card-empty', unknown);
    });

    await journey.step('the creation does not go on', async () => {
      await visit(page, `/catalog/default/component/${unbuilt}/deploy`);
      const phases = page.getByRole('list', {
        name: 'Phases of the creation',
      });
      const image = phases.getByRole('listitem').filter({ hasText: 'Image' });
      await expect(image).toContainText('Failed', ROLLOUT);
      await expect(image).toContainText('What to do: Read the log of the run');
      await lookInBothForms(page, 'tab-creation-stuck', image);
      await visit(
        page,
        `/deploy/entities/component/default/${unbuilt}/creation`,
      );
      await expect(image).toContainText('Failed');
      await expect(
        phases.getByRole('listitem').filter({ hasText: 'Deployment' }),
      ).toContainText('What to do: ', ROLLOUT);
      await lookInBothForms(page, 'creation-stuck', image);
    });
  },
);

journey.describe('with GitHub refusing', () => {
  journey.afterEach(repairEverything);

  journey(
    'a source that fails leaves its last known state, with its age',
    async ({ page }) => {
      journey.setTimeout(180_000);
      await signIn(page, 'developer');
      await visit(page, '/catalog/default/component/payments/deploy');
      const qa = tile(page, 'qa');
      const version = qa.getByRole('link', { name: /^sha-/ });
      await expect(qa.getByText('Healthy', { exact: true })).toBeVisible();
      const before = await version.innerText();

      await refuseRequests(
        'github',
        '/api/v3/repos/sandbox/idp-payments/*',
        403,
      );
      await expect(async () => {
        await refresh(page);
        await expect(qa).toContainText('Git could not be read (manifest)', {
          timeout: 5_000,
        });
      }).toPass(ROLLOUT);
      await expect(qa).toContainText(/Showing what was read .* ago\./);
      expect(await version.innerText()).toBe(before);
      // What git says is not known, so nothing is written over it.
      await expect(
        tile(page, 'development').getByRole('button', {
          name: 'Promote to qa',
        }),
      ).toBeDisabled();
      await lookInBothForms(page, 'tab-failing-source', version);
      await openContent(page, 'Overview');
      await expect(qa).toContainText(before);
      await lookInBothForms(
        page,
        'card-failing-source',
        qa.getByText(/^Git could not be read \(manifest\)\. Showing what/),
      );
      await visit(page, '/deploy');
      await lookInBothForms(
        page,
        'fleet-failing-source',
        page
          .getByRole('row')
          .filter({ has: page.getByRole('rowheader', { name: /payments/i }) })
          .getByText(/^Could not be read: /)
          .first(),
      );

      await repairEverything();
      await visit(page, '/catalog/default/component/payments/deploy');
      await expect(async () => {
        await refresh(page);
        await expect(qa).not.toContainText('Git could not be read', {
          timeout: 5_000,
        });
      }).toPass(ROLLOUT);
    },
  );
});
