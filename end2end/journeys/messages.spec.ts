import { type Page } from "@playwright/test";
import { demoPassword, mailTo, newcomer, nextWeek, pickTime, register, signIn } from "../support/people";
import { awake, expect, expectAccessible, expectNoSidewaysScroll, hasScript, listen, test } from "../support/test";

/** Nobody else's in these tests, so that what is counted is what is booked here. */
const doctor = { slug: "katharina-voss", email: "katharina.voss@example.com" };

const bell = (page: Page) => page.locator("#bell-link");

/** How much is unread, by what is said of it. */
async function unread(page: Page): Promise<number> {
  return Number(/(\d+) unread/.exec((await bell(page).textContent()) ?? "")?.[1] ?? 0);
}

// Runs in a desktop browser, on a phone, without JavaScript, and on PostgreSQL with patient and doctor at two processes.
test("a booking rings the doctor's bell, and the message leads to the appointment", async ({ page, browser, otherAddress }, info) => {
  const offset = { browser: 3, phone: 9, "no script": 15 }[info.project.name] ?? 3;
  const { javaScriptEnabled, viewport } = info.project.use;
  const context = await browser.newContext({
    baseURL: otherAddress,
    timezoneId: "Asia/Kathmandu",
    locale: "en-GB",
    ...(javaScriptEnabled === undefined ? {} : { javaScriptEnabled }),
    ...(viewport === undefined ? {} : { viewport }),
  });
  const complaints = listen(context);
  const desk = await context.newPage();
  await signIn(desk, doctor.email, demoPassword);
  const isLive = hasScript();

  // The list itself, and a page that watches a day as well.
  const day = await context.newPage();
  const streams: string[] = [];
  day.on("request", (request) => request.url().includes("/events") && streams.push(request.url()));
  for (const [one, path] of [[desk, "/messages"], [day, "/day"]] as const) {
    const open = isLive ? one.waitForResponse((answer) => answer.url().includes("/events")) : undefined;
    await one.goto(path);
    await awake(one);
    await open;
    await one.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
  }
  const before = await unread(desk);

  await page.goto(`/doctors/${doctor.slug}`);
  await awake(page);
  await nextWeek(page);
  const time = await pickTime(page, offset);
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  const patient = newcomer();
  await register(page, patient);
  await awake(page);
  await page.getByLabel("Reason for the visit").fill("A cough that stays.");
  await page.getByRole("button", { name: /^(Book this appointment|Send the request)/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Your (appointment is confirmed|request is sent)/);

  if (!isLive) await Promise.all([desk.reload(), day.reload()]);
  for (const one of [desk, day]) {
    await expect(bell(one)).toContainText(`${before + 1} unread message`);
  }
  if (isLive) {
    await expect(desk.locator("html[data-same-page]")).toBeAttached();
    expect(streams, "one line a page").toHaveLength(1);
  }

  const message = desk.locator(".inbox__message").first();
  await expect(message).toContainText(time);
  await expect(message).toContainText("Unread");
  await expect(message).not.toContainText("cough");
  await expectNoSidewaysScroll(desk);
  await expectAccessible(desk);

  await expect(bell(page)).toContainText("1 unread message");
  await bell(page).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Messages");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await expect(page.getByText("Marked as read")).toBeVisible();
  await expect(bell(page)).toHaveText("Messages");
  await expect(page.getByText("Unread")).toHaveCount(0);

  await message.getByRole("button").click();
  await expect(desk).toHaveURL(/\/appointments\//);
  await expect(bell(desk)).toHaveText(before === 0 ? "Messages" : new RegExp(`${before} unread`));
  if (isLive) await expect(bell(day)).toHaveText(before === 0 ? "Messages" : new RegExp(`${before} unread`));

  // What the doctor cancels goes from the patient's open list.
  await page.goto("/appointments");
  const details = page.getByRole("link", { name: /^Details/ });
  const path = await details.getAttribute("href");
  await desk.goto(`${path}/cancel`);
  await desk.getByLabel(/^What the patient is told/).selectOption({ label: "The doctor is not available" });
  await desk.getByLabel(/^Why do you cancel/).fill("The doctor is ill.");
  await desk.getByRole("main").locator("button.button--danger").click();
  await expect(desk).not.toHaveURL(/\/cancel$/);
  if (!isLive) await page.reload();
  await expect(details).toHaveCount(0);
  await expect(page.getByText("No appointment ahead")).toBeVisible();
  await page.goto(path ?? "");
  await expect(page.getByRole("main")).toContainText("The doctor is not available");
  await expect(page.getByRole("main")).toContainText("The doctor is ill.");
  const told = await mailTo(page, patient.email, /Reason: the doctor is not available\./);
  expect(told).not.toContain("ill.");
  await page.goto("/messages");
  await expect(page.locator(".inbox__message").first()).toContainText("Reason: the doctor is not available");

  await context.close();
  expect(complaints, "the console stays empty").toEqual([]);
});
