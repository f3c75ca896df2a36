import { demo, signIn } from "../support/people";
import { awake, expect, test } from "../support/test";

test.use({ viewport: { width: 1180, height: 820 } });

test("the doctor sees the day, marks a visit and takes it back", async ({ page }) => {
  await signIn(page, demo.doctor);
  await expect(page).toHaveURL(/\/day/);
  await awake(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Monday 23 November");
  await page.locator("a.visit__link").last().click();
  await page.getByRole("button", { name: "Arrived" }).click();
  await expect(page.getByRole("button", { name: /Undo/ })).toBeVisible();
  await page.getByRole("button", { name: /Undo/ }).click();
  await expect(page.getByRole("button", { name: "Arrived" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Monday 23 November");
});

test("a doctor gets neither the administrator's list nor a colleague's day", async ({ page }) => {
  await signIn(page, demo.doctor);
  expect((await page.request.get("/admin/appointments")).status()).toBe(403);
  expect((await page.request.get("/doctors-day/rupert-ashdown")).status()).toBe(403);
});

test("an administrator sees all and narrows it down", async ({ page }) => {
  await signIn(page, demo.administrator);
  await expect(page).toHaveURL(/\/admin\/appointments/);
  await page.getByLabel("Status", { exact: true }).selectOption({ label: "Confirmed" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/status=confirmed/);
  const rows = page.getByRole("main").locator('a[href^="/appointments/"]');
  await expect(rows.first()).toBeVisible();
  await page.getByRole("link", { name: /^\d+ Arrived$/ }).click();
  await expect(page).toHaveURL(/status=arrived/);
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("arrived");
});
