import { expect, type Page } from '@playwright/test';
import { chooseTheme } from './support/appearance';
import { changeAnswers } from './support/deployAnswers';
import { VIEW, withWayBack } from './support/deployments';
import {
  ROLLOUT,
  menuEntry,
  openDeployTab,
  refresh,
  tile,
} from './support/deployTab';
import { chooseTemplate, describeRecord } from './support/forms';
import { journey, signIn } from './support/journey';
import { lookAndFit } from './support/look';
import { uniqueName } from './support/uniqueName';

const LOOKS = [
  { name: 'dark', theme: 'dark', width: 1280 },
  { name: 'dark-narrow', theme: 'dark', width: 390 },
  { name: 'light-narrow', theme: 'light', width: 390 },
];

journey('our pages in the dark and on a phone', async ({ page }) => {
  await signIn(page, 'developer');
  const order = await placeOrder(page);
  for (const { name, theme, width } of LOOKS) {
    await journey.step(name, async () => {
      await page.setViewportSize({ width, height: 844 });
      await chooseTheme(page, theme);

      await openDeployTab(page, 'payments');
      await expect(
        tile(page, 'qa').getByText('Healthy', { exact: true }),
      ).toBeVisible();
      await lookAndFit(page, `deploy-tab-${name}`);

      // A new portal has seen one healthy version of each environment.
      const undo = await changeAnswers(page, VIEW, withWayBack);
      await refresh(page);
      await (await menuEntry(page, 'qa', 'Roll back')).click();
      await expect(
        page.getByRole('dialog').getByRole('radiogroup'),
      ).toBeVisible();
      await lookAndFit(page, `rollback-dialog-${name}`);
      await undo();

      await page.goto('/deploy');
      await expect(
        page.getByRole('rowheader', { name: /payments/i }),
      ).toBeVisible();
      await lookAndFit(page, `deployments-${name}`);

      await page.goto('/deploy/entities/component/default/payments/diff');
      await expect(page.getByRole('region', { name: 'Commits' })).toBeVisible(
        ROLLOUT,
      );
      await lookAndFit(page, `comparison-${name}`);

      await page.goto('/deploy/entities/component/default/payments/creation');
      await expect(
        page.getByRole('list', { name: 'Phases of the creation' }),
      ).toBeVisible(ROLLOUT);
      await lookAndFit(page, `creation-${name}`);

      await page.goto('/orders');
      await expect(page.getByRole('grid', { name: 'Orders' })).toBeVisible();
      await lookAndFit(page, `orders-${name}`);

      await page.goto('/orders/ingestor');
      await expect(page.getByRole('list', { name: 'Clusters' })).toBeVisible();
      await lookAndFit(page, `ingestor-${name}`);

      await page.goto('/orders/troubleshoot?search=dns');
      await expect(
        page.getByRole('heading', { name: /^Checks of dnsrecords\./ }),
      ).toBeVisible();
      await expect(
        page.getByRole('list', { name: 'Cluster platform' }),
      ).toBeVisible();
      await lookAndFit(page, `troubleshoot-${name}`);

      await page.goto(order);
      await expect(page.getByRole('list', { name: 'Layers' })).toBeVisible();
      await lookAndFit(page, `order-${name}`);
    });
  }
});

/** Orders a record, and returns the address of its page. */
async function placeOrder(page: Page): Promise<string> {
  const name = uniqueName('look');
  await chooseTemplate(page, 'DNSRecord v1.0.2');
  await describeRecord(page, { name, namespace: 'team-alpha' });
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name: 'Follow the order' }).click(ROLLOUT);
  await expect(
    page.getByRole('heading', { name: `DNSRecord ${name}` }),
  ).toBeVisible(ROLLOUT);
  return page.url();
}
