import { expect, type Locator, type Page } from '@playwright/test';

/** More than any page of the portal has controls. */
const MOST_PRESSES = 120;

/** Presses Tab until a control has the focus, as who has no mouse does. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await pressUntil(page, 'Tab', () => hasFocus(control));
  await expect(control, 'reached with Tab').toBeFocused();
}

/** Presses an arrow until an entry of a menu has the focus. */
export async function arrowTo(page: Page, entry: Locator): Promise<void> {
  await expect(entry).toBeVisible();
  await pressUntil(page, 'ArrowDown', () => hasFocus(entry));
  await expect(entry, 'reached with arrows').toBeFocused();
}

/** Chooses one of several by Tab, the space bar and arrows. */
export async function chooseByKeyboard(
  page: Page,
  group: Locator,
  choice: Locator,
): Promise<void> {
  await pressUntil(page, 'Tab', () =>
    group.evaluate(element => element.contains(document.activeElement)),
  );
  await page.keyboard.press('Space');
  await pressUntil(page, 'ArrowDown', () => choice.isChecked());
  await expect(choice).toBeChecked();
}

async function pressUntil(
  page: Page,
  key: string,
  isThere: () => Promise<boolean>,
): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    if (await isThere()) {
      return;
    }
    await page.keyboard.press(key);
  }
}

function hasFocus(control: Locator): Promise<boolean> {
  return control.evaluate(element => element === document.activeElement);
}
