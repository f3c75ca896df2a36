import { type Page } from "@playwright/test";
import { findDoctor, pickTime } from "../support/people";
import { awake, expect, expectAccessible, expectNoSidewaysScroll, expectTidy, hasScript, test } from "../support/test";

const shown = (page: Page) => page.locator("button[name=start]").evaluateAll((all) => all.map((one) => one.textContent));

// A visit in another length: runs in a desktop browser, on a phone and without JavaScript.
test("somebody takes an hour of physiotherapy instead of half of one", async ({ page }, info) => {
  // From the end of the week: "anybody with the specialty" takes the first ones beside this test.
  const offset = { browser: -1, phone: -4, "no script": -7 }[info.project.name] ?? -1;
  await findDoctor(page, "physiotherapy");
  await page.getByRole("navigation", { name: "Kind of visit" }).getByRole("link", { name: /^Treatment/ }).click();
  await awake(page);
  const choice = page.getByRole("group", { name: "How long" });
  await expect(choice.getByRole("radio", { name: /^30 minutes/ })).toBeChecked();
  const before = await shown(page);

  await choice.getByRole("radio", { name: /^60 minutes/ }).check();
  const button = page.getByRole("button", { name: "Show these times" });
  if (hasScript()) {
    // The times follow by themselves, and the focus stays where it is.
    await expect(button).toBeHidden();
    await expect(choice.getByRole("radio", { name: /^60 minutes/ })).toBeFocused();
    await expectAccessible(page);
  } else {
    await button.click();
  }
  await expect(page).toHaveURL(/minutes=60/);
  await expect.poll(async () => (await shown(page)).length).toBeLessThan(before.length);
  await expect(choice.getByRole("radio", { name: /^60 minutes/ })).toBeChecked();
  await expectNoSidewaysScroll(page);

  // The week after is one of hours too, and so is the page when it is loaded again.
  await page.getByRole("link", { name: "Week after" }).click();
  await expect(page).toHaveURL(/minutes=60&from=2026-11-30/);
  await page.reload();
  await awake(page);
  await expect(choice.getByRole("radio", { name: /^60 minutes/ })).toBeChecked();
  const fee = /[\d.]+ [A-Z]{3}/.exec((await choice.getByText(/60 minutes/).locator("..").textContent()) ?? "")?.[0] ?? "none";

  await pickTime(page, offset);
  await expect(page.getByRole("main")).toContainText("Treatment, 60 minutes");
  await expect(page.getByRole("main")).toContainText(fee);
  await page.getByRole("button", { name: "Choose another time" }).click();
  await expect(page).toHaveURL(/minutes=60/);
});

test("any doctor can be had for an hour", async ({ page }) => {
  await page.goto("/any/physiotherapy");
  await page.getByRole("navigation", { name: "Kind of visit" }).getByRole("link", { name: /^Treatment/ }).click();
  await page.getByRole("radio", { name: /^60 minutes/ }).check();
  await page.getByRole("button", { name: "Show these times" }).click();
  await expect(page).toHaveURL(/minutes=60/);
  await expect(page.getByRole("radio", { name: /^60 minutes/ })).toBeChecked();
  await expectTidy(page);
});
