import { demo, signIn } from "../support/people";
import { expect, expectNoSidewaysScroll, expectTidy, test } from "../support/test";

// Finding a time: runs in a desktop browser, on a phone and without JavaScript.
test("somebody looks for a video visit in German on an afternoon", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Specialty, doctor or problem").fill("Dermatology");
  await page.getByText("Date, time of day, video, language").click();
  await page.getByLabel("Visit", { exact: true }).selectOption("Video visit");
  await page.getByLabel("Language").selectOption("German");
  await page.getByLabel("Time of day").selectOption("afternoon");
  await page.getByRole("button", { name: "Find" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toContainText("dermatologist");
  await expect(page.getByLabel("Time of day")).toHaveValue("afternoon");
  const card = page.getByRole("article").first();
  await expect(card).toContainText("German");
  await expect(card).toContainText("video visit");
  const times = await card.locator("button[name=start]").allTextContents();
  expect(times.length).toBeGreaterThan(0);
  for (const time of times) {
    const hour = Number(/(\d\d):\d\d/.exec(time)?.[1]);
    expect(hour >= 12 && hour < 17, time).toBe(true);
  }
  await expectNoSidewaysScroll(page);
});

test("a day without any time leads to what is nearest", async ({ page }) => {
  await page.goto("/doctors?q=okafor&when=on&date=2026-11-29");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("No doctor found");
  await expect(page.getByRole("main")).toContainText("No hours for this visit on this day");
  await expectTidy(page);
  await page.getByRole("link", { name: /^Another time: / }).click();
  await expect(page.getByRole("article").first()).toContainText("Okafor");
  await expect(page.locator("button[name=start]").first()).toBeVisible();
});

test("a slip is understood", async ({ page }) => {
  await page.goto("/doctors?q=dermatolgy");
  await page.getByRole("link", { name: "Dermatology" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("dermatologist");
});

test("anybody with the specialty will do", async ({ page }, info) => {
  const offset = { browser: 0, phone: 4, "no script": 8, postgres: 0 }[info.project.name] ?? 0;
  await page.goto("/doctors?specialty=physiotherapy");
  await page.getByRole("link", { name: /See the times of any physiotherapist/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Any physiotherapist");
  await expectTidy(page);
  await page.getByRole("link", { name: "Week after" }).click();
  await page.locator("button[name=start]").nth(offset).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to book this time");
});

test("a day is explained, to the staff in full", async ({ page }) => {
  await page.goto("/doctors/amina-okafor");
  await page.getByText("Why is there no time on a day?").click();
  await page.getByRole("link", { name: /^Sun / }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Why is there no time on Sunday");
  await expect(page.getByRole("main")).toContainText("The next free time is");
  await expect(page.getByRole("main")).not.toContainText("for the staff");

  await signIn(page, demo.doctor);
  await expect(page).not.toHaveURL(/sign-in/);
  await page.goto("/doctors/amina-okafor");
  await page.getByText("Why is there no time on a day?").click();
  await page.getByLabel("Another day").fill("2026-11-24");
  await page.getByRole("button", { name: "Say why" }).click();
  await expect(page.getByRole("heading", { name: "Each start, for the staff" })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Visit \d\d:\d\d to/ }).first()).toBeVisible();
  await expectNoSidewaysScroll(page);
});
