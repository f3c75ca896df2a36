import { type Page } from "@playwright/test";
import { demo, signIn } from "../support/people";
import { expect, expectNoSidewaysScroll, expectTidy, hasScript, test } from "../support/test";

test.use({ expectedStatuses: [422] });

const main = (page: Page) => page.getByRole("main");

async function check(page: Page) {
  await expectTidy(page);
  if (!hasScript()) await expect(page.getByText("There are newer entries.")).toHaveCount(0);
}

// The desk looks for a patient; the patient sees it, and an administrator finds it.
test("who saw whose data is told to patients and administrators", async ({ page }) => {
  await signIn(page, demo.support);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.goto("/desk/book?doctor=amina-okafor");
  await main(page).locator('a.time[href*="start="]').first().click();
  await page.getByRole("searchbox").fill("Whitfield");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(main(page)).toContainText("Clara Whitfield");
  await signOut(page);

  await signIn(page, demo.patient);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await openMenu(page);
  await page.getByRole("link", { name: "Who saw my data" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Who saw my data");
  await expect(main(page)).toContainText("Found you when looking for a patient");
  await expect(main(page)).toContainText("Front desk");
  await check(page);
  await page.getByRole("link", { name: "Others and you" }).click();
  await expect(main(page)).toContainText("Looked at who saw your data");
  await signOut(page);

  await signIn(page, demo.administrator);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.goto("/admin/audit");
  await check(page);
  await page.getByLabel("Whose data").fill("nobody of this name");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.locator("#error-summary")).toContainText("Nobody is called so");
  await page.getByLabel("Whose data").fill("clara whitfield");
  await page.getByLabel("What").selectOption({ label: "Everything that was seen" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/\/admin\/audit\?patient=[0-9a-f-]{36}&action=read$/);
  await expect(page.getByLabel("Whose data")).toHaveValue("Clara Whitfield");
  await expect(main(page)).toContainText("Found Clara Whitfield when looking for a patient");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /Download as CSV/ }).click();
  expect((await download).suggestedFilename()).toBe("audit-trail.csv");

  await page.goto("/admin/audit");
  await page.getByLabel("Who did it").fill("an");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Who is meant?");
  await check(page);
  await page.getByRole("button", { name: /^Choose/ }).first().click();
  await expect(page).toHaveURL(/\/admin\/audit\?person=[0-9a-f-]{36}$/);
});

async function openMenu(page: Page) {
  await page.getByRole("banner").locator("summary").click();
}

async function signOut(page: Page) {
  await openMenu(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: "Sign in" }).first()).toBeVisible();
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test("nothing sticks out", async ({ page }) => {
    await signIn(page, demo.administrator);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.goto("/admin/audit");
    await expectNoSidewaysScroll(page);
  });
});
