import { type Page } from "@playwright/test";
import { demo, signIn } from "../support/people";
import { awake, expect, expectAccessible, expectNoSidewaysScroll, test } from "../support/test";

test.use({ viewport: { width: 1180, height: 820 } });

/** The doctor's day; each test has a date of its own, so that they stay out of each other's way. */
async function openDay(page: Page, date = "") {
  await signIn(page, demo.doctor);
  await expect(page).toHaveURL(/\/day/);
  if (date) await page.goto(`/day?date=${date}`);
  await awake(page);
}

const panel = (page: Page) => page.getByRole("complementary", { name: "Open visit" });

/** Where a row of the timeline is, in minutes from the first one. */
async function pointAt(page: Page, gap: number, minutes: number) {
  const box = await page.locator("a.gap").nth(gap).boundingBox();
  if (!box) throw new Error("no gap");
  return { x: box.x + box.width / 2, y: box.y + 8 + minutes * 1.4 };
}

test("one tap on the card takes the next step, and undo takes it back", async ({ page }) => {
  await openDay(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Monday 23 November");
  const card = page.locator("article.visit", { has: page.getByRole("button", { name: /^Arrived\s*, / }) }).last();
  const name = ((await card.locator("a.visit__link").textContent()) ?? "").trim();
  const tap = (label: string) => page.getByRole("button", { name: new RegExp(`^${label}\\s*, ${name}$`) }).last();
  await tap("Arrived").click();
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await expect(page.locator(".day__toast")).toContainText(`${name}: arrived`);
  await expect(tap("Start the visit")).toBeVisible();
  // A second press at once in the same place would be taken for a tremble.
  await page.reload();
  await awake(page);
  await tap("Start the visit").click();
  await expect(page.locator(".day__toast")).toContainText(`${name}: in progress`);
  await undo.click();
  await expect(tap("Start the visit")).toBeVisible();
  await page.reload();
  await awake(page);
  await expect(tap("Start the visit")).toBeVisible();
  await page.locator("a.visit__link", { hasText: name }).last().click();
  await panel(page).getByRole("button", { name: /Undo/ }).click();
  await expect(tap("Arrived")).toBeVisible();
});

test("the panel shows who comes, and earlier visits", async ({ page }) => {
  await openDay(page);
  await page.locator("a.visit__link").last().click();
  await expect(panel(page).getByRole("heading", { name: "Earlier visits" })).toBeVisible();
  await panel(page).getByText("History").click();
  await expect(panel(page).getByText("Booked")).toBeVisible();
  await expectAccessible(page);
});

test("time is blocked by dragging over it, and freed again with a way back", async ({ page }) => {
  await openDay(page, "2026-12-14");
  const [from, to] = [await pointAt(page, 1, 10), await pointAt(page, 1, 60)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await expect(page.locator(".timeline__ghost")).toContainText(" to ");
  await page.mouse.up();
  await expect(panel(page).getByRole("heading", { name: "Block time" })).toBeVisible();
  await expect(page.getByLabel("From")).toHaveValue(/^\d\d:\d\d$/);
  await panel(page).getByLabel("Reason").fill("Dentist");
  await panel(page).getByRole("button", { name: "Block time" }).click();
  await expect(page.locator(".day__toast")).toContainText("is blocked");
  await awake(page);
  await page.getByRole("link", { name: "Time off" }).click();
  await panel(page).getByRole("button", { name: "Make it free" }).click();
  await expect(page.locator(".day__toast")).toContainText("free again");
  await expect(page.getByRole("link", { name: "Time off" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.locator(".visit--off")).toContainText("Dentist");
  await page.goto("/day?date=2026-12-14");
  await page.getByRole("link", { name: "Time off" }).click();
  await panel(page).getByRole("button", { name: "Make it free" }).click();
  await expect(page.locator(".day__toast")).toContainText("free again");
});

test.describe("by the keyboard", () => {
  test.use({ expectedStatuses: [422] });

  test("time is blocked, and a mistake is said", async ({ page }) => {
    await openDay(page, "2026-12-15");
    await page.locator("a.gap").first().focus();
    await page.keyboard.press("Enter");
    await expect(panel(page).getByRole("heading", { name: "Block time" })).toBeVisible();
    await expect(page.getByLabel("From")).toHaveValue(/^\d\d:\d\d$/);
    await panel(page).getByLabel("To").fill("08:00");
    await panel(page).getByLabel("Reason").press("Enter");
    await expect(panel(page).getByText("The end must be later than the start")).toBeVisible();
    await expectAccessible(page);
  });
});

test("what somebody else changes appears, and what is typed and focused stays", async ({ page }) => {
  await openDay(page);
  await page.getByRole("link", { name: "Block time", exact: true }).click();
  const reason = panel(page).getByLabel("Reason");
  await reason.fill("Half a sen");
  const form = page.locator("article.visit form").first();
  const name = ((await form.getByRole("button").textContent()) ?? "").split(", ")[1] ?? "";
  const sent = { version: await form.locator("[name=version]").inputValue(), step: await form.getByRole("button").getAttribute("value") };
  const path = (await form.getAttribute("action")) ?? "";
  await page.request.post(path, { form: { version: sent.version, step: sent.step ?? "", date: "2026-11-23" } });
  await expect(page.locator(`article.visit form[action="${path}"] [name=version][value="${sent.version}"]`)).toHaveCount(0);
  await reason.pressSequentially("tence");
  await expect(reason).toHaveValue("Half a sentence");
  await expect(reason).toBeFocused();
  expect(name).not.toBe("");
});

test.describe("on a tall screen", () => {
  test.use({ viewport: { width: 1180, height: 1400 } });

  test("a visit is dragged to another free time, after a question", async ({ page }) => {
    await openDay(page, "2026-11-24");
    const card = page.locator("article.visit[data-drag]").first();
    const name = ((await card.locator("a.visit__link").textContent()) ?? "").trim();
    const box = await card.boundingBox();
    if (!box) throw new Error("nothing to drag");
    await page.mouse.move(box.x + 120, box.y + 6);
    await page.mouse.down();
    await page.mouse.move(box.x + 130, box.y + 30, { steps: 4 });
    await expect(page.locator(".timeline__target").first()).toBeAttached();
    const targets = await Promise.all((await page.locator(".timeline__target").all()).map((target) => target.boundingBox()));
    // Away from the edges, where the page would scroll, and away from where it is.
    const target = targets.find((one) => one && one.y > 180 && one.y < 1250 && Math.abs(one.y - box.y) > 60);
    if (!target) throw new Error("nowhere to drag to");
    await page.mouse.move(box.x + 130, target.y + 6, { steps: 8 });
    await expect(page.locator(".timeline__ghost")).toBeVisible();
    await page.mouse.up();
    await expect(panel(page).getByRole("heading", { name: "Move the visit?" })).toBeVisible();
    await expect(panel(page)).toContainText(name);
    await panel(page).getByRole("link", { name: "Keep the present time" }).click();
    await expect(panel(page).getByRole("heading", { name })).toBeVisible();
  });
});

test("the week leads to the day", async ({ page }) => {
  await openDay(page);
  await page.getByRole("link", { name: "Week", exact: true }).click();
  await expect(page).toHaveURL(/\/week\?date=2026-11-23/);
  await expectNoSidewaysScroll(page);
  await page.locator(".week a.visit__link").first().click();
  await expect(page).toHaveURL(/\/day\?date=.*selected=/);
});

test("requests have a page of their own", async ({ page }) => {
  await openDay(page);
  await page.getByRole("link", { name: /^Requests/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Requests");
  await expectAccessible(page);
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });

  test("time is blocked and freed by plain forms, and the next step is a button", async ({ page }) => {
    await signIn(page, demo.doctor);
    await page.goto("/day?date=2026-12-17");
    await page.locator("a.gap").first().click();
    await panel(page).getByRole("button", { name: "Block time" }).click();
    await expect(page.locator(".day__toast")).toContainText("is blocked");
    await page.locator(".day__toast").getByRole("button", { name: "Undo" }).click();
    await expect(page.locator(".day__toast")).toContainText("free again");
    await page.goto("/day");
    await expect(page.getByRole("button", { name: /^(Arrived|Start the visit|Completed)\s*, / }).first()).toBeVisible();
  });
});

test("a doctor gets neither the administrator's list nor a colleague's day", async ({ page }) => {
  await signIn(page, demo.doctor);
  expect((await page.request.get("/admin/appointments")).status()).toBe(403);
  expect((await page.request.get("/doctors-day/rupert-ashdown")).status()).toBe(403);
  expect((await page.request.get("/doctors-week/rupert-ashdown")).status()).toBe(403);
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
