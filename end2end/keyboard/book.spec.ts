import { type Page } from "@playwright/test";
import { demo, demoPassword } from "../support/people";
import { awake, expect, test } from "../support/test";

/** Tabs on until what has the focus fits; fails when the page has been gone around. */
async function tabTo(page: Page, selector: string) {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press("Tab");
    const isThere = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    if (isThere) return;
  }
  throw new Error(`the Tab key never reaches ${selector}`);
}

test.use({ expectedStatuses: [422] });

test("a patient books with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveText(/Skip to/);
  await tabTo(page, "input[name=q]");
  await page.keyboard.type("physiotherapy");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/doctors\?/);
  await tabTo(page, 'main a[href^="/doctors/"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/doctors\/[a-z-]+/);
  await awake(page);
  await tabTo(page, "button[name=start]");
  // The second one: the first may become too near to be booked before it is pressed.
  await tabTo(page, "button[name=start]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/book\//);
  await awake(page);
  await tabTo(page, 'main a[href^="/sign-in"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/sign-in/);
  await tabTo(page, "input[name=email]");
  await page.keyboard.type(demo.patient);
  await tabTo(page, "input[name=password]");
  await page.keyboard.type(demoPassword);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/book\//);
  await awake(page);

  // An empty reason puts the focus on the summary of errors, whose link leads to the field.
  await tabTo(page, "main form button[type=submit], main form button:not([type])");
  await page.keyboard.press("Enter");
  await expect(page.locator(":focus")).toContainText("There is a problem");
  await tabTo(page, 'a[href="#reason"]');
  await page.keyboard.press("Enter");
  await expect(page.locator(":focus")).toHaveAttribute("id", "reason");
  await page.keyboard.type("My knee hurts on stairs.");
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your appointment is confirmed");
});
