import { findDoctor, newcomer, pickTime, register } from "../support/people";
import { awake, expect, listen, test } from "../support/test";

test.use({ expectedStatuses: [409] });

test("of two browsers at one time, one gets it and the other sees other times in place", async ({ page, browser, otherAddress }) => {
  await findDoctor(page, "neurology");
  const otherContext = await browser.newContext();
  const complaints = listen(otherContext, [409]);
  // It is not told of changes, as if both had pressed at once.
  await otherContext.route("**/events?*", (route) => route.fulfill({ status: 204 }));
  const other = await otherContext.newPage();
  await other.goto(new URL(new URL(page.url()).pathname, otherAddress).href);
  await awake(other);

  // Not the first one, here and below: it may become too near to be booked before it is pressed.
  const value = await page.locator("button[name=start]:enabled:visible").nth(4).getAttribute("value");
  await pickTime(page, 4);
  await other.locator(`button[name=start][value="${value}"]`).first().click();
  await expect(other.getByText(/taken|quicker/i).first()).toBeVisible();
  await expect(other).toHaveURL(/\/doctors\//);
  const nearest = other.locator("button[name=start]:visible").first();
  await nearest.click();
  await other.waitForURL(/\/book\//);
  expect(complaints).toEqual([]);
  await otherContext.close();
});

test("a time that another browser takes is struck through, and free again when it is given back", async ({ page, browser, otherAddress }) => {
  // Of the one doctor; the results before it watch several.
  const told = page.waitForResponse((answer) => /\/events\?doctor=[a-z-]+&age=\d+$/.test(answer.url()));
  await findDoctor(page, "neurology");
  await told;
  const otherContext = await browser.newContext();
  const complaints = listen(otherContext);
  const other = await otherContext.newPage();
  await other.goto(new URL(new URL(page.url()).pathname, otherAddress).href);
  await awake(other);
  const value = await other.locator("button[name=start]:enabled:visible").nth(4).getAttribute("value");
  const time = page.locator(`button[name=start][value="${value}"]`);
  await expect(time).toBeEnabled();

  await other.locator(`button[name=start][value="${value}"]`).click();
  await other.waitForURL(/\/book\//);
  await awake(other);
  await expect(time).toBeDisabled();
  await other.getByRole("button", { name: "Choose another time" }).first().click();
  await other.waitForURL(/\/doctors\//);
  await expect(time).toBeEnabled();
  expect(complaints).toEqual([]);
  await otherContext.close();
});

test("a double click books once", async ({ page, otherAddress }) => {
  await findDoctor(page, "ophthalmology");
  await pickTime(page, 1);
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  await register(page, newcomer());
  await awake(page);
  await page.getByLabel("Reason for the visit").fill("Blurred vision in the evening.");
  await page.getByRole("button", { name: "Book this appointment" }).dblclick();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your appointment is confirmed");
  // Whoever answers knows the person and the booking: neither is in one process's memory.
  await page.goto(new URL("/appointments", otherAddress).href);
  await expect(page.getByRole("link", { name: /^Details/ })).toHaveCount(1);
});

test("what was written comes along when the kept time is lost and another is picked", async ({ page }) => {
  const reason = "A knee that hurts on the stairs.\nSince spring.";
  await findDoctor(page, "orthopaedics");
  const doctor = page.url();
  await pickTime(page, 1);
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  await register(page, newcomer());
  await awake(page);
  await page.getByLabel("Reason for the visit").fill(reason);
  const lost = page.url();

  // A browser keeps one time: another tab of it takes another.
  const tab = await page.context().newPage();
  await tab.goto(doctor);
  await awake(tab);
  await pickTime(tab, 3);
  await expect(tab.getByLabel("Reason for the visit")).toHaveValue("");
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByText(/These are the nearest free times/)).toBeVisible();
  await page.locator("button[name=start]:visible").first().click();
  await expect(page).not.toHaveURL(lost);
  await page.waitForURL(/\/book\//);
  await expect(page.getByLabel("Reason for the visit")).toHaveValue(reason);

  // It comes along once: a page that is opened later does not find it.
  await page.reload();
  await awake(page);
  await expect(page.getByLabel("Reason for the visit")).toHaveValue("");
  await page.getByLabel("Reason for the visit").fill(reason);
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your appointment is confirmed");
});
