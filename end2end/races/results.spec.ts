import { type Browser, type Page } from "@playwright/test";
import { awake, expect, listen, test } from "../support/test";

/** Opens a page and waits until its line to the server is. */
async function open(page: Page, address: string) {
  const told = page.waitForResponse((answer) => /\/events\?/.test(answer.url()));
  await page.goto(address);
  await told;
  // What would be gone if the page were loaded again.
  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
}

/** Keeps the time of a button in another browser; what it returns gives it back. */
async function take(browser: Browser, address: string, button: string) {
  const context = await browser.newContext();
  const complaints = listen(context);
  const other = await context.newPage();
  await other.goto(address);
  await other.locator(button).first().click();
  await other.waitForURL(/\/book\//);
  await awake(other);
  return async () => {
    await other.getByRole("button", { name: "Choose another time" }).first().click();
    await other.waitForURL(/\/doctors\//);
    expect(complaints).toEqual([]);
    await context.close();
  };
}

// How soon a change is seen is measured by `make bench` (scripts/live.mjs).
test("the times in the results of a search are right without a reload, and nothing moves under the pointer", async ({
  page,
  browser,
  otherAddress,
}) => {
  // Of another day: the first time of today may become too near to be booked while this goes on.
  const search = "/doctors?specialty=psychiatry&when=from&date=2026-12-07";
  await open(page, search);
  const cards = page.getByRole("article");
  const order = await cards.getByRole("heading").allTextContents();
  const heading = await page.getByRole("heading", { level: 1 }).textContent();
  const card = cards.first();
  const id = (await card.getAttribute("id")) ?? "";
  const first = card.locator("button[name=start]").first();
  const value = (await first.getAttribute("value")) ?? "";
  const time = card.locator(`button[name=start][value="${value}"]`);
  const place = await time.boundingBox();
  await time.hover();

  const button = `#${id} button[name=start][value="${value}"]`;
  const giveBack = await take(browser, new URL(search, otherAddress).href, button);
  await expect(time).toBeDisabled();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(heading ?? "");
  expect(await time.boundingBox()).toEqual(place);
  await page.mouse.move(0, 0);
  await expect(time).toHaveCount(0);
  await expect(first).toBeEnabled();
  await expect(cards.getByRole("heading")).toHaveText(order);

  await giveBack();
  await expect(time).toBeEnabled();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading ?? "");
  await expect(page.locator("html[data-same-page]")).toBeAttached();
});

// One neurologist is there, who is away until Monday 14 December.
const neurologist = "/any/neurology?location=new-york-harbor-street&from=";

test("what is nearest where nothing is free is right without a reload, and not another under the pointer", async ({
  page,
  browser,
  otherAddress,
}) => {
  await open(page, "/doctors?specialty=neurology&location=new-york-harbor-street&when=on&date=2026-12-13");
  const nearest = page.locator("#nearest [data-start]").first();
  await expect(nearest).toHaveText(/^Another time: /);
  const words = (await nearest.textContent()) ?? "";
  await nearest.hover();

  const giveBack = await take(browser, new URL(`${neurologist}2026-12-14`, otherAddress).href, "button[name=start]");
  await expect(nearest).not.toHaveAttribute("href");
  await expect(nearest).toHaveText(words);
  await page.mouse.move(0, 0);
  await expect(nearest).not.toHaveText(words);
  await expect(nearest).toHaveText(/^Another time: /);

  await giveBack();
  await expect(nearest).toHaveText(words);
  await expect(nearest).toHaveAttribute("href");
  await expect(page.locator("html[data-same-page]")).toBeAttached();
});

test("the times of any doctor, and where the next one is, are right without a reload", async ({
  page,
  context,
  browser,
  otherAddress,
}) => {
  await open(page, `${neurologist}2026-12-07`);
  const next = page.locator("#next");
  await expect(next).toContainText("The next one is");
  const words = (await next.textContent()) ?? "";
  const week = await context.newPage();
  await open(week, `${neurologist}2026-12-14`);
  const value = await week.locator("button[name=start]").first().getAttribute("value");
  const time = week.locator(`button[name=start][value="${value}"]`);
  const place = await time.boundingBox();
  await time.hover();

  const there = new URL(`${neurologist}2026-12-14`, otherAddress).href;
  const giveBack = await take(browser, there, `button[name=start][value="${value}"]`);
  await expect(time).toBeDisabled();
  await expect(next).not.toHaveText(words);
  await expect(next).toContainText("The next one is");
  expect(await time.boundingBox()).toEqual(place);
  await week.mouse.move(0, 0);
  await expect(time).toHaveCount(0);

  await giveBack();
  await expect(time).toBeEnabled();
  await expect(next).toHaveText(words);
  for (const same of [page, week]) await expect(same.locator("html[data-same-page]")).toBeAttached();
});
