import { type Page } from "@playwright/test";
import { demo, signIn } from "../support/people";
import { expect, expectTidy, test } from "../support/test";

test.use({ expectedStatuses: [422] });

const main = (page: Page) => page.getByRole("main");
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

// An administrator tries other words, has them sent to themselves, finds the mail, and sends it again.
test("administrators see what became of messages, and give them other words", async ({ page }) => {
  await signIn(page, demo.administrator);
  await expect(heading(page)).toBeVisible();
  await page.goto("/admin/templates");
  await expectTidy(page);
  await page.getByRole("link", { name: "Open Reminder", exact: true }).click();
  await expect(heading(page)).toHaveText("Reminder");
  await page.getByLabel("Subject").fill("Soon: {{ dat }}");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.locator("#error-summary")).toContainText("There is no “dat” for this message");
  await expectTidy(page);
  await page.getByLabel("Subject").fill("Soon: {{ date }}");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.locator("#preview")).toContainText("Soon: Tuesday 24 November 2026");
  await expect(page.locator("#preview")).toContainText("I will come");
  await expectTidy(page);
  // It opens in a window of its own, where no script may run, and so none of these tests either.
  const form = page.locator("form[target=_blank]").first();
  await expect(form.getByRole("button", { name: /^See the mail as it looks/ })).toBeVisible();
  const [address, fields] = await form.evaluate((form: HTMLFormElement) => {
    const pairs = [...new FormData(form)].map(([name, value]) => [name, String(value)] as const);
    return [form.action, Object.fromEntries(pairs)] as const;
  });
  const headers = { origin: new URL(address).origin, "sec-fetch-site": "same-origin" };
  const mail = await page.request.post(address, { form: fields, headers });
  expect(await mail.text()).toContain("Dr. Ada Moreno");
  await page.getByRole("button", { name: "Send me a test by e-mail" }).click();
  await expect(main(page)).toContainText("on its way to your own address");

  await page.goto("/admin/deliveries");
  await expectTidy(page);
  await page.getByLabel("What").selectOption({ label: "Test of the words of a message" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/\/admin\/deliveries$/);
  await page.getByRole("link", { name: /^Open Test of the words/ }).first().click();
  await expect(heading(page)).toHaveText("Test of the words of a message");
  await expect(async () => {
    await page.reload();
    await expect(main(page)).toContainText("The server took it", { timeout: 500 });
  }).toPass();
  await expectTidy(page);
  await page.getByRole("link", { name: "Send again" }).click();
  await expect(heading(page)).toHaveText("Send this message again?");
  await expectTidy(page);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(main(page)).toContainText("It is on its way again");

  await page.goto("/admin/health");
  await expect(main(page)).toContainText("Everything runs");
  await expectTidy(page);
});
