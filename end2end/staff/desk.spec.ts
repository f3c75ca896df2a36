import { type Locator, type Page } from "@playwright/test";
import { demo, signIn } from "../support/people";
import { awake, expect, expectAccessible, expectNoSidewaysScroll, test } from "../support/test";

const location = "london-quayside";
const panel = (page: Page) => page.getByRole("complementary", { name: "Open visit" });
const toast = (page: Page) => page.locator(".day__toast");

async function openDesk(page: Page, date = "2026-11-23") {
  await signIn(page, demo.support);
  await page.goto(`/desk?location=${location}&date=${date}`);
  await awake(page);
}

async function box(of: Locator) {
  const place = await of.boundingBox();
  if (!place) throw new Error("it is not drawn");
  return place;
}

type FreeWith = { schedule: string; doctor_slug: string; free: { start: number; time: string }[] };

/** A visit that another doctor could take over on the same day, with that doctor and a free time in the middle of it. */
async function findMovable(page: Page, date: string) {
  for (const card of await page.locator(".desk-column [data-drag]").all()) {
    const appointment = await card.getAttribute("data-drag");
    const from = await card.locator("xpath=ancestor::section").getAttribute("data-column");
    const answer = await page.request.post("/api/desk/destinations", { data: { appointment, location, date } });
    const all = (await answer.json()) as FreeWith[];
    const other = all.find((one) => one.doctor_slug !== from && one.free.length > 2);
    if (other) return { appointment, from, to: other.doctor_slug, free: other.free[Math.floor(other.free.length / 2)] };
  }
  throw new Error("no visit can go to another doctor");
}

test("who arrived is noted by one tap, and taken back", async ({ page }) => {
  await openDesk(page);
  const card = page.locator("li", { has: page.getByRole("button", { name: /^Arrived\s*, / }) }).last();
  const id = await card.getAttribute("id");
  const same = page.locator(`#${id}`);
  await card.getByRole("button", { name: /^Arrived/ }).click();
  await expect(toast(page)).toContainText(": arrived");
  await expect(same.getByText("Arrived", { exact: true })).toBeVisible();
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(same.getByRole("button", { name: /^Arrived/ })).toBeVisible();
});

test("a visit opens beside the grid, without why the patient comes", async ({ page }) => {
  await openDesk(page);
  await page.locator(".desk-column a.visit__link").first().click();
  await expect(panel(page).getByRole("heading", { name: "Earlier visits" })).toBeVisible();
  await expect(panel(page).getByRole("heading", { name: "Reason" })).toHaveCount(0);
  await expectNoSidewaysScroll(page);
});

test("free time is pressed to book it with that doctor", async ({ page }) => {
  await openDesk(page, "2026-12-08");
  const column = page.locator(".desk-column", { has: page.locator("a.gap") }).first();
  const name = ((await column.getByRole("heading").textContent()) ?? "").trim();
  await column.locator("a.gap").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Book with ${name}`);
  await expect(page.getByRole("heading", { name: /^From \d\d:\d\d that day$/ })).toBeVisible();
  await page.locator("#near + ul a.time").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Who is it for?");
});

test.describe("on a wide screen", () => {
  // All doctors of the place side by side, and their whole day.
  test.use({ viewport: { width: 5000, height: 2400 } });

  test("a visit is dragged to another doctor, after a question, and goes back from the notice", async ({ page }) => {
    const date = "2026-12-10";
    await openDesk(page, date);
    const { appointment, from, to, free } = await findMovable(page, date);
    const card = page.locator(`[data-drag="${appointment}"]`);
    const column = page.locator(`[data-column="${to}"]`);
    const [start, there] = [await box(card), await box(column)];
    await page.mouse.move(start.x + 40, start.y + 8);
    await page.mouse.down();
    await page.mouse.move(start.x + 60, start.y + 20, { steps: 4 });
    const target = column.locator(".timeline__target", { hasText: free?.time ?? "" });
    await expect(target.first()).toBeAttached();
    const at = await box(target.first());
    await page.mouse.move(there.x + there.width / 2, at.y + 8, { steps: 12 });
    await expect(column.locator(".timeline__ghost")).toBeVisible();
    await page.mouse.up();

    const question = panel(page);
    await expect(question.getByRole("heading", { name: "Move the visit?" })).toBeVisible();
    const doctor = ((await column.getByRole("heading").textContent()) ?? "").trim();
    await expect(question).toContainText(`with ${doctor}`);
    await question.getByLabel("Why?", { exact: false }).first().fill("A colleague has time");
    await question.getByRole("button", { name: /^Move to/ }).click();
    await expect(toast(page)).toContainText("The visit is moved");
    await expect(column.locator(`[data-drag="${appointment}"]`)).toBeVisible();
    await awake(page);
    await toast(page).getByRole("button", { name: "Undo" }).click();
    await expect(page.locator(`[data-column="${from}"] [data-drag="${appointment}"]`)).toBeVisible();
  });

  test("where it is not free, it is overbooked only with a reason", async ({ page }) => {
    const date = "2026-12-11";
    await openDesk(page, date);
    const card = page.locator(".desk-column [data-drag]").first();
    const appointment = await card.getAttribute("data-drag");
    const start = await box(card);
    const end = await box(page.locator(".desk-grid"));
    await page.mouse.move(start.x + 40, start.y + 8);
    await page.mouse.down();
    await page.mouse.move(start.x + 40, start.y + 60, { steps: 4 });
    await expect(page.locator(".timeline__target").first()).toBeAttached();
    await page.mouse.move(start.x + 40, end.y + end.height - 30, { steps: 12 });
    await expect(page.locator(".timeline__ghost--taken")).toContainText("not free");
    await page.mouse.up();
    const beyond = panel(page).getByText(/^Overbook: at/);
    await expect(beyond).toBeVisible();
    if (!(await panel(page).getByLabel("Why outside the rules?").isVisible())) await beyond.click();
    await panel(page).getByLabel("Why outside the rules?").fill("The patient comes after work");
    await panel(page).getByRole("button", { name: /^Overbook at/ }).click();
    await expect(toast(page)).toContainText("The visit is moved");
    await expect(page.locator(`[data-drag="${appointment}"]`)).toContainText("Overbooked");
  });
});

test("by the keyboard a visit is opened and moved to another doctor with the form", async ({ page }) => {
  const date = "2026-12-14";
  await openDesk(page, date);
  const { appointment, to } = await findMovable(page, date);
  await page.locator(`[data-drag="${appointment}"] a.visit__link`).focus();
  await page.keyboard.press("Enter");
  await panel(page).getByRole("link", { name: "Move", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Move the visit of");
  await awake(page);
  const choice = page.getByLabel("With", { exact: true });
  const own = await choice.inputValue();
  const others = await choice.locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  await choice.selectOption(others.find((one) => one !== own) ?? own);
  await page.getByRole("button", { name: "Show times" }).press("Enter");
  await expect(page).toHaveURL(/schedule=/);
  await awake(page);
  await page.locator("button[name=start]:visible").first().press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Move the visit of");
  await expectAccessible(page);
  await page.getByLabel("Why?").fill("By phone");
  await page.getByRole("button", { name: "Move the visit" }).press("Enter");
  await expect(page).toHaveURL(/\/desk\?location=.*done=moved/);
  expect(to).not.toBe("");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the desk is a list for each doctor", async ({ page }) => {
    await openDesk(page);
    await expect(page.locator(".desk-axis")).toBeHidden();
    const cards = page.locator(".desk-column").first().locator("article.visit");
    const tops = await Promise.all((await cards.all()).map(async (card) => (await box(card)).y));
    expect(tops).toEqual([...tops].sort((one, other) => one - other));
    await expectNoSidewaysScroll(page);
  });
});

test("on paper there is a list for each doctor", async ({ page }) => {
  await openDesk(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".desk-grid")).toBeHidden();
  const doctors = await page.locator(".desk-column").count();
  await expect(page.locator(".desk-list table:visible")).toHaveCount(doctors);
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });

  test("a visit is noted and moved to another doctor by plain forms", async ({ page }) => {
    await signIn(page, demo.support);
    await page.goto(`/desk?location=${location}`);
    await page.getByRole("button", { name: /^(Arrived|Start the visit|Completed)\s*, / }).first().click();
    await expect(page).toHaveURL(/\/desk\?location=/);

    const date = "2026-12-15";
    await page.goto(`/desk?location=${location}&date=${date}`);
    const { appointment } = await findMovable(page, date);
    await page.locator(`#visit-${appointment} a.visit__link`).click();
    await panel(page).getByRole("link", { name: "Move", exact: true }).click();
    const choice = page.getByLabel("With", { exact: true });
    const own = await choice.inputValue();
    const others = await choice.locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    await choice.selectOption(others.find((one) => one !== own) ?? own);
    await page.getByRole("button", { name: "Show times" }).click();
    await page.locator("button[name=start]:visible").first().click();
    await page.getByRole("button", { name: "Move the visit" }).click();
    await expect(page).toHaveURL(/done=moved/);
  });
});

test.describe("with a finger", () => {
  test.use({ viewport: { width: 1180, height: 820 }, hasTouch: true });

  test("a long press takes a visit, and where it is let go there is a question", async ({ page }) => {
    await openDesk(page, "2026-12-17");
    const card = page.locator(".desk-column [data-drag]").first();
    await card.scrollIntoViewIfNeeded();
    const start = await box(card);
    const at = { x: start.x + 30, y: start.y + 10 };
    const finger = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", y: number) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x: at.x, y }] });
    await touch("touchStart", at.y);
    await expect(page.locator(".timeline__ghost")).toBeVisible();
    await expect(page.locator(".timeline__target").first()).toBeAttached();
    const up = at.y > 450;
    for (const far of [20, 60, 100]) await touch("touchMove", at.y + (up ? -far : far));
    await touch("touchEnd", at.y);
    await expect(panel(page).getByRole("heading", { name: "Move the visit?" })).toBeVisible();
    await panel(page).getByRole("link", { name: "Keep the present time" }).click();
    await expect(panel(page).getByRole("heading", { name: "Visit", exact: true })).toBeVisible();
  });
});
