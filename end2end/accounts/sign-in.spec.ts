import { type Page } from "@playwright/test";
import { demo, fillSignIn, mailTo, newcomer, register, signIn, type Newcomer } from "../support/people";
import { awake, expect, expectAccessible, hasScript, test } from "../support/test";
import { codeAt, firstStep } from "../support/totp";

// Wrong codes and links that are over are answered with these.
test.use({ expectedStatuses: [404, 422] });

const title = (page: Page) => page.getByRole("heading", { level: 1 });

async function registered(page: Page): Promise<Newcomer> {
  const person = newcomer();
  await page.goto("/register");
  await register(page, person);
  await expect(page).toHaveURL(/\/appointments$/);
  return person;
}

/** Turns two-step sign-in on. The demo has a clock of its own, which is found by trying. */
async function setUp(page: Page) {
  await page.goto("/account/two-factor");
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(title(page)).toHaveText("Set up two-step sign-in");
  await expectAccessible(page);
  const key = await page.locator(".secret-key").innerText();
  let step = firstStep;
  while ((await title(page).textContent()) !== "Your recovery codes") {
    await page.getByLabel("Code that the app shows").fill(codeAt(key, step));
    await page.getByRole("button", { name: "Turn on" }).click();
    step += 2;
    expect(step, "the clock of the demo is found").toBeLessThan(firstStep + 240);
  }
  const found = Date.now();
  await expectAccessible(page);
  const recovery = await page.locator(".recovery-codes code").allInnerTexts();
  expect(recovery).toHaveLength(10);
  await page.getByRole("link", { name: "I have kept them" }).click();
  /** Gives the code of a step that is after the first code's: the server's clock was found to within a step or two. */
  const enterCode = async () => {
    const wait = found + 61_000 - Date.now();
    if (wait > 0) await page.waitForTimeout(wait);
    for (const ahead of [0, 1, 2]) {
      await page.getByLabel("Code").fill(codeAt(key, step - 2 + ahead + Math.floor((Date.now() - found) / 30_000)));
      const press = page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
      await Promise.all([page.waitForEvent("domcontentloaded"), press]);
      if ((await title(page).textContent()) !== "Enter your code") return;
    }
  };
  return { recovery, enterCode };
}

test("with an app, signing in takes two steps; a recovery code works once", async ({ page, context }) => {
  test.setTimeout(180_000);
  const person = await registered(page);
  const { recovery, enterCode } = await setUp(page);
  await context.clearCookies();

  await signIn(page, person.email, person.password);
  await expect(title(page)).toHaveText("Enter your code");
  await expectAccessible(page);
  await page.getByLabel("Code").fill(recovery[0] ?? "");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/appointments$/);
  await context.clearCookies();

  await page.goto("/appointments?show=past");
  await fillSignIn(page, person.email, person.password);
  await page.getByLabel("Code").fill(recovery[0] ?? "");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This code does not work").first()).toBeVisible();
  await enterCode();
  await expect(page).toHaveURL(/\/appointments\?show=past$/);
  await page.goto("/account/two-factor");
  await expect(page.getByText("9 of 10 recovery codes are left.")).toBeVisible();
});

test("pages in other tabs lead away when one signs out, and back after signing in", async ({ page, context }) => {
  const person = await registered(page);
  const other = await context.newPage();
  const isLive = hasScript();
  const line = isLive ? other.waitForResponse((answer) => answer.url().includes("/events")) : undefined;
  await other.goto("/account/profile");
  await line;
  await page.getByRole("banner").locator("summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/");
  if (!isLive) await other.reload();
  await expect(other).toHaveURL(/\/sign-in\?return_to=%2Faccount%2Fprofile$/);
  await fillSignIn(other, person.email, person.password);
  await expect(other).toHaveURL(/\/account\/profile$/);
});

test("a browser that is signed out from another one is out at its next request", async ({ page, browser, baseURL }) => {
  const person = await registered(page);
  const other = await browser.newContext({ baseURL, userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" });
  const elsewhere = await other.newPage();
  await signIn(elsewhere, person.email, person.password);
  await expect(elsewhere).toHaveURL(/\/appointments$/);

  await page.goto("/account/devices");
  await expect(page.getByText("This one")).toHaveCount(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out Firefox on Linux" }).click();
  await expect(page.getByText("Signed out", { exact: true })).toBeVisible();
  // A page that is open hears of it by itself.
  if (!hasScript()) await elsewhere.goto("/appointments");
  await expect(elsewhere).toHaveURL(/\/sign-in\?return_to=/);
  await page.goto("/appointments");
  await expect(page).toHaveURL(/\/appointments$/);
  await other.close();
});

test("a forgotten password is replaced by the link from the mail", async ({ page, context }) => {
  const person = await registered(page);
  await context.clearCookies();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expectAccessible(page);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(title(page)).toHaveText("Look into your e-mail");

  const text = await mailTo(page, person.email, /\/reset-password\/[0-9a-f]{64}/);
  const link = /\/reset-password\/[0-9a-f]{64}/.exec(text)?.[0] ?? "";
  await page.goto(link);
  await expectAccessible(page);
  const password = page.getByLabel("New password");
  await password.fill("seven mild brown bears");
  if (hasScript()) {
    const show = page.getByRole("button", { name: "Show password" });
    await show.click();
    await expect(password).toHaveAttribute("type", "text");
    await expect(show).toHaveAttribute("aria-pressed", "true");
  }
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByText("Your new password is saved")).toBeVisible();
  await fillSignIn(page, person.email, "seven mild brown bears");
  await expect(page).toHaveURL(/\/appointments$/);
  await page.goto(link);
  await expect(title(page)).toHaveText("This link does not work any more");

  await page.goto("/account/password");
  await expectAccessible(page);
  await page.getByLabel("Password until now").fill("seven mild brown bears");
  await page.getByLabel("New password").fill("eight mild brown bears");
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByText("Your new password is saved")).toBeVisible();
});

test("the people of the clinic are warned before they are signed out, and stay at the press of a button", async ({ page }) => {
  // Without a script nothing can warn.
  if (!hasScript()) return;
  await page.clock.install();
  await signIn(page, demo.support);
  await page.goto("/help");
  await awake(page);
  const warning = page.getByText("You will be signed out soon");
  await page.clock.fastForward("57:00");
  await expect(warning).toBeHidden();
  // The server's clock did not go on with it: it is asked, and knows better.
  const asked = page.waitForResponse("**/api/session/left");
  await page.clock.fastForward("01:30");
  expect((await asked).ok()).toBe(true);
  await expect(warning).toBeHidden();
  // As if it had.
  await page.route("**/api/session/left", (route) => route.fulfill({ json: 100 }));
  await page.clock.fastForward("59:00");
  await page.clock.fastForward("00:30");
  await expect(warning).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Stay signed in" }).click();
  await expect(warning).toBeHidden();
});
