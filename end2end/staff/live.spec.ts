import { type Browser, type Page } from "@playwright/test";
import { address } from "../support/environment";
import { demo, newcomer, register, signIn } from "../support/people";
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

test("the free times at the front desk are right without a reload", async ({ page, browser }) => {
  // In weeks into which the tests of the desk move nothing.
  const from = "2027-01-04";
  const choose = `/desk/book?doctor=${doctor}&from=${from}`;
  await signIn(page, demo.support);
  await watch(page, choose);
  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
  const first = page.locator(".desk__day a.time").first();
  const start = await first.getAttribute("data-start");
  const time = page.locator(`.desk__day a.time[data-start="${start}"]`);
  await time.hover();

  const other = await browser.newContext({ baseURL: address });
  const complaints = listen(other);
  const visitor = await other.newPage();
  await visitor.goto(`/doctors/${doctor}?from=${from}`);
  await awake(visitor);
  await visitor.locator(`button[name=start][value="${start}"]`).click();
  await visitor.waitForURL(/\/book\//);
  await awake(visitor);
  await expect(time).not.toHaveAttribute("href");
  await page.mouse.move(0, 0);
  await expect(time).toHaveCount(0);

  await visitor.getByRole("button", { name: "Choose another time" }).first().click();
  await visitor.waitForURL(/\/doctors\//);
  await expect(time).toHaveAttribute("href");
  await expect(page.locator("html[data-same-page]")).toBeAttached();
  expect(complaints).toEqual([]);
  await other.close();
});

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

test("who registers stands on the administrators' lists without a reload, and what is searched for stays", async ({ page, browser }) => {
  const person = newcomer();
  await signIn(page, demo.administrator);
  const messages = await page.context().newPage();
  await watch(messages, "/admin/deliveries?kind=registration_code");
  const latest = messages.locator("#deliveries tbody tr").first();
  const before = (await latest.count()) > 0 ? await latest.innerHTML() : "";

  await watch(page, "/admin/accounts");
  await page.getByLabel("Name or e-mail").fill(person.email);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("No account fits")).toBeVisible();
  await awake(page);
  await page.getByLabel("Name or e-mail").press("End");
  await page.getByLabel("Name or e-mail").pressSequentially(" and");
  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));

  const other = await browser.newContext({ baseURL: address });
  const visitor = await other.newPage();
  await visitor.goto("/register");
  await register(visitor, person);
  await expect(page.locator("#accounts tbody tr")).toHaveCount(1);
  await expect(page.locator("#accounts")).toContainText(person.email);
  await expect(page.getByLabel("Name or e-mail")).toHaveValue(`${person.email} and`);
  await expect(page.locator("html[data-same-page]")).toBeAttached();
  await expect.poll(async () => (await latest.innerHTML()) !== before).toBe(true);
  await other.close();
});

test("another's time off is seen without a reload, and a form that is being filled in stays", async ({ page, browser }) => {
  const path = `/admin/doctors/${doctor}/schedule/time-off`;
  await signIn(page, demo.administrator);
  await watch(page, path);
  const why = page.getByLabel("Reason");
  await why.fill("Half a sen");

  const other = await another(browser, demo.administrator);
  await other.page.goto(path);
  await other.page.getByLabel("First day").fill("2027-03-01");
  await other.page.getByLabel("Last day").fill("2027-03-02");
  await other.page.getByRole("button", { name: "Add time off" }).click();
  await expect(other.page.getByText("Time off is added")).toBeVisible();
  await expect(page.locator("#time-off")).toContainText("March 2027");
  await why.pressSequentially("tence");
  await expect(why).toHaveValue("Half a sentence");

  await other.page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("#time-off")).not.toContainText("March 2027");
  await other.leave();
});

test("the audit trail says that there are newer entries, and shows them when asked", async ({ page, browser }) => {
  await signIn(page, demo.administrator);
  await watch(page, "/admin/audit");
  const latest = page.getByRole("main").locator("tbody tr").first();
  const before = (await latest.count()) > 0 ? await latest.innerHTML() : "";
  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));

  const other = await browser.newContext({ baseURL: address });
  const visitor = await other.newPage();
  await visitor.goto("/register");
  await register(visitor, newcomer());
  const newer = page.getByRole("status").filter({ hasText: "There are newer entries." });
  await expect(newer).toBeVisible();
  await expect(page.locator("html[data-same-page]")).toBeAttached();
  expect((await latest.count()) > 0 ? await latest.innerHTML() : "", "it does not renew itself").toBe(before);
  await newer.getByRole("link", { name: "Show them" }).click();
  await expect(page).toHaveURL(/\/admin\/audit$/);
  await expect.poll(async () => (await latest.innerHTML()) !== before).toBe(true);
  await other.close();
});

test.describe("emergency access", () => {
  test.use({ expectedStatuses: [403] });

  test("that runs out is over on the pages that are open", async ({ page, browser }) => {
    const staff = "rupert.ashdown@example.com";
    const elsewhere = await browser.newContext({ baseURL: address });
    const visitor = await elsewhere.newPage();
    await visitor.goto("/register");
    const patient = newcomer();
    await register(visitor, patient);
    await expect(visitor).toHaveURL(/\/appointments$/);
    await elsewhere.close();

    await page.clock.install();
    await signIn(page, staff);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.goto("/emergency-access");
    await page.getByLabel("Last name of the patient").fill(patient.family);
    await page.getByLabel("Day").fill("27");
    await page.getByLabel("Month").fill("3");
    await page.getByLabel("Year").fill("1984");
    await page.getByRole("button", { name: "Find the patient" }).click();
    await page.getByLabel("Reason").fill("Found unconscious, the ambulance asks.");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Open for 30 minutes" }).click();
    const name = `${patient.given} ${patient.family}`;
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);

    const list = await page.context().newPage();
    await list.goto("/emergency-access");
    const open = list.getByRole("list", { name: "Open now" });
    await expect(open).toContainText(name);
    await list.getByLabel("Last name of the patient").fill("Half a na");

    // As if its time were over: in another browser it is ended, of which these pages are not told.
    const other = await another(browser, staff);
    await other.page.goto(page.url());
    await other.page.getByRole("button", { name: "End it now" }).click();
    await expect(other.page.getByText("Your emergency access is ended")).toBeVisible();
    await other.leave();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);

    await page.clock.fastForward("30:02");
    await expect(page.getByRole("main")).toContainText("This access is over");
    await expect(page).toHaveTitle(/This access is over/);
    await expect(open).toHaveCount(0);
    await list.getByLabel("Last name of the patient").pressSequentially("me");
    await expect(list.getByLabel("Last name of the patient")).toHaveValue("Half a name");
  });
});
