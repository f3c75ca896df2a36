import { address } from "../support/environment";
import { awake, expect, listen, test } from "../support/test";

const doctor = "/doctors/rupert-ashdown?from=2027-01-11";

test("a page whose line was cut catches up by itself when it is back", async ({ browser, otherAddress }) => {
  // The browser reports each request that has no network: this console is not looked at.
  const watching = await browser.newContext({ baseURL: address });
  const page = await watching.newPage();
  const opened = page.waitForResponse((response) => response.url().includes("/events"));
  await page.goto(doctor);
  await awake(page);
  await opened;
  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
  const start = await page.locator("button[name=start]:not([disabled])").first().getAttribute("value");
  const time = page.locator(`button[name=start][value="${start}"]`);

  const cut = page.waitForEvent("requestfailed", (request) => request.url().includes("/events"));
  await watching.setOffline(true);
  await cut;

  const other = await browser.newContext({ baseURL: otherAddress });
  const complaints = listen(other);
  const visitor = await other.newPage();
  await visitor.goto(doctor);
  await awake(visitor);
  await visitor.locator(`button[name=start][value="${start}"]`).click();
  await visitor.waitForURL(/\/book\//);
  await awake(visitor);
  await expect(time, "nothing is heard without a line").toBeEnabled();

  await watching.setOffline(false);
  await expect(time, "looked at again when the line is back").toBeDisabled({ timeout: 20_000 });
  await expect(page.locator("html[data-same-page]"), "and not by loading the page").toBeAttached();

  // And it is heard from then on.
  await visitor.getByRole("button", { name: "Choose another time" }).first().click();
  await visitor.waitForURL(/\/doctors\//);
  await expect(time).toBeEnabled();
  expect(complaints).toEqual([]);
  await other.close();
  await watching.close();
});
