import { awake, expect, listen, test } from "../support/test";

// How soon a change is seen is measured by `make bench` (scripts/live.mjs).
test("the times in the results of a search are right without a reload, and nothing moves under the pointer", async ({
  page,
  browser,
  otherAddress,
}) => {
  const search = "/doctors?specialty=psychiatry";
  const told = page.waitForResponse((answer) => answer.url().includes("/events?doctor="));
  await page.goto(search);
  await told;
  // What would be gone if the page were loaded again.
  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
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

  const otherContext = await browser.newContext();
  const complaints = listen(otherContext);
  const other = await otherContext.newPage();
  await other.goto(new URL(search, otherAddress).href);
  await other.locator(`#${id} button[name=start][value="${value}"]`).click();
  await other.waitForURL(/\/book\//);
  await awake(other);

  await expect(time).toBeDisabled();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(heading ?? "");
  expect(await time.boundingBox()).toEqual(place);
  await page.mouse.move(0, 0);
  await expect(time).toHaveCount(0);
  await expect(first).toBeEnabled();
  await expect(cards.getByRole("heading")).toHaveText(order);

  await other.getByRole("button", { name: "Choose another time" }).first().click();
  await other.waitForURL(/\/doctors\//);
  await expect(time).toBeEnabled();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading ?? "");
  await expect(page.locator("html[data-same-page]")).toBeAttached();
  expect(complaints).toEqual([]);
  await otherContext.close();
});
