import { demo, signIn } from "../support/people";
import { awake, expect, expectAccessible, expectTidy, test } from "../support/test";

test.use({ viewport: { width: 1280, height: 900 }, expectedStatuses: [409, 422] });

// Nobody else's in these tests: two who change the hours of one doctor at the same time refuse each other.
const doctor = "lukas.meinhardt@example.com";
const hours = "/admin/doctors/lukas-meinhardt/schedule";

test("a doctor changes the week, sees what it gives and puts it back", async ({ page }) => {
  await signIn(page, doctor);
  await page.getByRole("link", { name: "My hours" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("My weekly hours");
  await awake(page);
  await expectAccessible(page);
  const sunday = page.getByRole("group", { name: "Sunday" });
  await sunday.getByRole("button", { name: /Add hours/ }).click();
  await sunday.getByLabel(/From/).fill("10:00");
  await sunday.getByLabel(/to$/).fill("12:30");
  await expect(sunday.getByText("2 h 30 min")).toBeVisible();
  // The drawing says the same, and its ends follow the arrow keys.
  const end = page.getByRole("slider", { name: "Sunday, hours end" });
  await end.focus();
  await page.keyboard.press("ArrowDown");
  await expect(sunday.getByLabel(/to$/)).toHaveValue("12:45");
  await expect(page.locator(".preview__day", { hasText: "Sun" }).locator(".preview__time").first()).toBeVisible();
  await page.getByRole("button", { name: "Save hours" }).click();
  await expect(page.getByText("The hours are saved")).toBeVisible();
  await awake(page);
  await page.getByRole("button", { name: /Remove Sunday/ }).click();
  await page.getByRole("button", { name: "Save hours" }).click();
  await expect(page.getByText("The hours are saved")).toBeVisible();
});

test("hours are drawn with a pointer", async ({ page }) => {
  await signIn(page, doctor);
  await page.goto("/schedule");
  await awake(page);
  const grid = page.locator("#week-grid");
  const box = await grid.boundingBox();
  if (!box) throw new Error("no drawing");
  const at = (hour: number) => box.y + (box.height * hour) / 24;
  const sunday = box.x + box.width * (6.5 / 7);
  await page.mouse.move(sunday, at(9));
  await page.mouse.down();
  await page.mouse.move(sunday, at(11), { steps: 4 });
  await page.mouse.up();
  const day = page.getByRole("group", { name: "Sunday" });
  await expect(day.getByLabel(/From/)).toHaveValue("09:00");
  await expect(day.getByLabel(/to$/)).toHaveValue("11:00");
});

test("an administrator closes a day with visits, and decides about each", async ({ page }) => {
  await signIn(page, demo.administrator);
  await page.getByRole("link", { name: "Clinic", exact: true }).click();
  await page.getByRole("link", { name: "Doctors", exact: true }).click();
  await expectAccessible(page);
  await page.goto(`${hours}/calendar`);
  await expectAccessible(page);
  let decided = false;
  for (const date of ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"]) {
    await page.goto(`${hours}/calendar?date=${date}`);
    await page.getByLabel("Closed", { exact: true }).check();
    await page.getByRole("button", { name: "Save this day" }).click();
    const saved = page.getByText("The day is saved");
    const visits = page.getByText(/booked appointments? would be left/);
    // Whichever the answer is: the click comes back before it does.
    await expect(saved.or(visits)).toBeVisible();
    if (await visits.isVisible()) {
      await expectAccessible(page);
      await page.getByRole("button", { name: "Keep", exact: true }).click();
      await page.getByRole("button", { name: "Save, and tell the patients" }).click();
      decided = true;
    }
    await expect(saved).toBeVisible();
    await page.goto(`${hours}/calendar?date=${date}`);
    await page.getByLabel(/The weekly hours/).check();
    await page.getByRole("button", { name: "Save this day" }).click();
    await expect(saved).toBeVisible();
    if (decided) break;
  }
  expect(decided, "some day of the week has visits").toBe(true);
});

test("time off is added and undone", async ({ page }) => {
  await signIn(page, demo.administrator);
  await page.goto(`${hours}/time-off`);
  await page.getByLabel("First day").fill("2027-06-14");
  await page.getByLabel(/Last day/).fill("2027-06-18");
  await page.getByLabel(/Reason/).fill("Course");
  await page.getByRole("button", { name: "Add time off" }).click();
  await expect(page.getByText("Time off is added")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Time off is removed")).toBeVisible();
});

for (const path of ["/schedule", "/schedule/calendar?date=2026-11-25", "/schedule/time-off"]) {
  test(`${path} fits a phone and the dark`, async ({ page }) => {
    await signIn(page, demo.doctor);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(path);
    await awake(page);
    await expectTidy(page);
  });
}
