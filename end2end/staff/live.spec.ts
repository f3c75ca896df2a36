import { type Browser, type Page } from "@playwright/test";
import { address } from "../support/environment";
import { demo, signIn } from "../support/people";
import { awake, expect, listen, test } from "../support/test";

const doctor = "rupert-ashdown";
const date = "2026-11-23";

/** Somebody else, in a browser of their own. */
async function another(browser: Browser, email: string) {
  const context = await browser.newContext({ baseURL: address, timezoneId: "Asia/Kathmandu", locale: "en-GB" });
  const complaints = listen(context);
  const page = await context.newPage();
  await signIn(page, email);
  const leave = async () => {
    await context.close();
    expect(complaints, "the console stays empty").toEqual([]);
  };
  return { page, leave };
}

/** Opens a page, and waits until it is told of changes. */
async function watch(page: Page, path: string) {
  const told = page.waitForResponse((response) => response.url().includes("/events"));
  await page.goto(path);
  await awake(page);
  await told;
}

// How soon it is seen is measured by `make bench` (scripts/live.mjs).
/** One who looks on, and who makes each change before them. */
type Act = { name: string; path: (location: string) => string };

const boards: Act[] = [
  { name: "the doctor's day", path: () => `/doctors-day/${doctor}?date=${date}` },
  { name: "the doctor's week", path: () => `/doctors-week/${doctor}?date=${date}` },
  { name: "the desk", path: (location) => `/desk?location=${location}&date=${date}` },
  { name: "the list of appointments", path: () => `/admin/appointments?from=${date}&to=${date}&doctor=${doctor}` },
];

for (const { name, path } of boards) {
  test(`another's step is seen on ${name} without a reload`, async ({ page, browser }) => {
    const other = await another(browser, demo.support);
    await other.page.goto(`/doctors-day/${doctor}?date=${date}`);
    await awake(other.page);
    const card = other.page.locator("li", { has: other.page.getByRole("button", { name: /^Arrived\s*, / }) }).last();
    const id = ((await card.getAttribute("id")) ?? "").replace("visit-", "");
    const location = await locationOf(other.page);

    await signIn(page, demo.administrator);
    await watch(page, path(location));
    // What would be gone if the page were loaded again.
    await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
    const arrived = inside(page, id).filter({ hasText: "Arrived" });
    await expect(arrived).toHaveCount(0);

    await card.getByRole("button", { name: /^Arrived/ }).click();
    await expect(arrived).toHaveCount(1);
    await expect(page.locator("html[data-same-page]")).toBeAttached();

    await other.page.locator(".day__toast").getByRole("button", { name: "Undo" }).click();
    await expect(arrived).toHaveCount(0);
    await other.leave();
  });
}

/** The badges of what is about this appointment. */
function inside(page: Page, id: string) {
  const about = `//*[self::article or self::tr][.//a[contains(@href,"${id}")]]`;
  return page.locator(`xpath=${about}//*[contains(concat(" ",@class," ")," badge ")]`);
}

/** At which desk the doctor is. */
async function locationOf(page: Page): Promise<string> {
  for (const location of ["london-quayside", "berlin-lindenufer", "new-york-harbor-street"]) {
    const answer = await page.request.get(`/desk?location=${location}&date=${date}`);
    if ((await answer.text()).includes(`data-column="${doctor}"`)) return location;
  }
  throw new Error("the doctor is at no desk");
}

test("an answered request goes from another's list, and what is being written stays", async ({ page, browser }) => {
  await signIn(page, demo.administrator);
  await watch(page, "/requests");
  const requests = page.locator("#requests > li");
  const last = requests.last();
  const kept = await last.getAttribute("id");
  await last.getByText(/^Reject/).first().click();
  const reason = last.getByLabel("Why?");
  await reason.fill("Half a sen");

  const other = await another(browser, demo.administrator);
  await other.page.goto("/requests");
  const first = other.page.locator("#requests > li").first();
  const answered = await first.getAttribute("id");
  expect(answered).not.toBe(kept);
  await first.getByRole("button", { name: /^Accept/ }).click();
  await expect(other.page.getByText("The request is accepted")).toBeVisible();
  await expect(page.locator(`#${answered}`)).toHaveCount(0);
  await reason.pressSequentially("tence");
  await expect(reason).toHaveValue("Half a sentence");
  await expect(reason).toBeFocused();
  await expect(page.locator(`#${kept}`)).toHaveCount(1);
  await other.leave();
});
