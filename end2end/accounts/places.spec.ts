import { type Page } from "@playwright/test";
import { demo, mailTo, newDigits, signIn } from "../support/people";
import { awake, expect, expectAccessible, expectTidy, listen, test } from "../support/test";

const password = "twelve quiet owls";
const berlin = "Riverside Health Berlin Lindenufer";
/** All that is booked in London on this day. */
const london = "/desk?location=london-quayside&date=2026-12-09";

const worksFor = (page: Page) => page.locator("dt:has-text('Works for') + dd");

/** Somebody at the front desk of Berlin, whom an administrator adds; answers the page of the account and the address. */
async function addColleague(page: Page): Promise<{ account: string; email: string }> {
  const email = `rosa.${newDigits()}@example.com`;
  await signIn(page, demo.administrator);
  await page.goto("/admin/accounts/new");
  await expect(page.getByRole("group", { name: "Where do they work?" })).toContainText("Choose none, and they work for all places");
  await page.getByLabel("First name").fill("Rosa");
  await page.getByLabel("Last name").fill("Vidal");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel(berlin).check();
  await page.getByRole("button", { name: "Add the account" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("The account is made");
  await expect(worksFor(page)).toHaveText(berlin);
  await expectTidy(page);
  return { account: new URL(page.url()).pathname, email };
}

async function setPassword(page: Page, email: string) {
  const mail = await mailTo(page, email, /An account has been made for you/);
  await page.goto(/\/invitation\?token=[0-9a-f]{64}/.exec(mail)?.[0] ?? "");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Set the password" }).click();
  await signIn(page, email, password);
  await expect(page).toHaveURL(/\/desk/);
}

test("a front desk of one place sees nothing of the others", async ({ page, browser }) => {
  // Two people, a dozen pages, some looked at by axe.
  test.setTimeout(180_000);
  const { account, email } = await addColleague(page);
  const other = await browser.newContext();
  const complaints = listen(other, [404]);
  const rosa = await other.newPage();
  await setPassword(rosa, email);

  // Of the places there is only their own.
  await expect(rosa.getByLabel("Location").locator("option")).toHaveText([berlin]);
  await page.goto(london);
  await awake(page);
  const visit = await page.locator("[data-drag]").first().getAttribute("data-drag");
  const elsewhere = [london, `/appointments/${visit}`, "/desk?location=nowhere"];
  for (const path of elsewhere) {
    await rosa.goto(path);
    await expect(rosa.getByRole("heading", { level: 1 })).toHaveText("This page does not exist");
  }
  await expectAccessible(rosa);

  // Let go, they see what all see; bound again, only their own.
  for (const isBound of [false, true]) {
    await page.goto(account);
    await page.getByLabel(berlin).setChecked(isBound);
    await page.getByRole("button", { name: "Save the places" }).click();
    await expect(page.getByRole("main").getByRole("status").first()).toContainText("Saved");
    await expect(worksFor(page)).toHaveText(isBound ? berlin : "All places");
    await rosa.goto(`/appointments/${visit}`);
    const heading = rosa.getByRole("heading", { level: 1 });
    await (isBound ? expect(heading).toHaveText("This page does not exist") : expect(heading).toContainText("9 December 2026"));
  }
  await other.close();
  expect(complaints).toEqual([]);

  // The clinic is as it was.
  await page.getByRole("link", { name: "Delete this account" }).click();
  await page.getByRole("button", { name: "Delete the account" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("The account is deleted");
});
