import { randomInt } from "node:crypto";
import { type Page } from "@playwright/test";
import { awake, expect } from "./test";

/** The password of the demo clinic's accounts, as `mediconnect demo` prints it. */
export const demoPassword = "mediconnect-demo";

export const demo = {
  patient: "clara.whitfield@example.com",
  doctor: "amina.okafor@example.com",
  support: "front.desk@example.com",
  administrator: "admin@example.com",
};

export type Newcomer = { given: string; family: string; email: string; phone: string; password: string };

/** Somebody whom the clinic does not know yet. */
export function newcomer(): Newcomer {
  const number = newDigits();
  const [given, family, password] = ["Nadia", "Brandt", "twelve quiet owls"];
  return { given, family, email: `nadia.${number}@example.com`, phone: newNumber(), password };
}

/** For an address that nobody has yet. Never six digits: the mail with a code shows the address, and six would be taken for the code. */
export const newDigits = () => randomInt(1e8, 1e9);

/** A mobile number that nobody had a code texted to: a number gets only a few an hour. */
export function newNumber(): string {
  return `+4477${String(randomInt(1e8)).padStart(8, "0")}`;
}

export async function signIn(page: Page, email: string, password = demoPassword) {
  await page.goto("/sign-in");
  await fillSignIn(page, email, password);
}

export async function fillSignIn(page: Page, email: string, password = demoPassword) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
}

/** From the form to the signed-in page that follows it. */
export async function register(page: Page, person: Newcomer) {
  await fillRegistration(page, person);
  await giveCodes(page, person.email, person.phone);
}

/** From the form to the code that was mailed. */
export async function fillRegistration(page: Page, person: Newcomer) {
  await page.getByLabel("First name").fill(person.given);
  await page.getByLabel("Last name").fill(person.family);
  await page.getByLabel("Day").fill("27");
  await page.getByLabel("Month").fill("3");
  await page.getByLabel("Year").fill("1984");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Phone number").fill(person.phone);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
}

/** The code from the mail, then the one from the text message. */
export async function giveCodes(page: Page, email: string, phone: string) {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your e-mail");
  await page.getByLabel("Code").fill(await codeFor(page, email));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your phone");
  await page.getByLabel("Code").fill(await codeTexted(page, phone));
  await page.getByRole("button", { name: "Confirm" }).click();
}

/** The newest code texted to a number. */
export async function codeTexted(page: Page, phone: string): Promise<string> {
  return /^(\d{6}) /.exec(await textTo(page, phone, /^\d{6} /))?.[1] ?? "";
}

/** The newest text message to a number that says something, from the demo's mail page; waits until it is there. */
export async function textTo(page: Page, phone: string, words: RegExp): Promise<string> {
  let text = "";
  await expect
    .poll(
      async () => {
        const texts = await sent(page, `Text message to ${phone}`);
        text = texts.map((item) => plain(/<p>([\s\S]*?)<\/p>/.exec(item)?.[1] ?? "").trim()).find((one) => words.test(one)) ?? "";
        return text;
      },
      { message: `a text message to ${phone}`, timeout: 15_000 },
    )
    .not.toBe("");
  return text;
}

/** The newest code sent to an address, from the demo's mail page. */
export async function codeFor(page: Page, email: string): Promise<string> {
  const text = await mailTo(page, email, /\b\d{6}\b/);
  return /\b(\d{6})\b/.exec(text)?.[1] ?? "";
}

/** The text of the newest message to an address that says something; waits until it is there. */
export async function mailTo(page: Page, email: string, words: RegExp): Promise<string> {
  let text = "";
  await expect
    .poll(
      async () => {
        for (const mail of await sent(page, `To ${email}`)) {
          const path = /href="(\/demo\/mail\/[^"/]+)"/.exec(mail)?.[1] ?? "";
          const message = plain(await (await page.request.get(path)).text());
          if (words.test(message)) {
            text = message;
            return true;
          }
        }
        return false;
      },
      { message: `a message to ${email}`, timeout: 15_000 },
    )
    .toBe(true);
  return text;
}

/** Those of the latest messages on the demo's mail page that say there whom they are to, the newest first. */
async function sent(page: Page, to: string): Promise<string[]> {
  const list = await (await page.request.get("/demo/mail")).text();
  const items = [...list.matchAll(/<li class="mail-item">([\s\S]*?)<\/li>/g)].map(([, item]) => item ?? "");
  return items.filter((item) => plain(item).includes(to));
}

function plain(html: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;
  return main.replace(/<!--.*?-->/g, "").replace(/<[^>]*>/g, " ").replace(/&#x27;|&#39;/g, "'").replace(/&amp;/g, "&").replace(/\s+/g, " ");
}

/** Opens a doctor's page by the search, as a visitor does. */
export async function findDoctor(page: Page, words: string) {
  await page.goto("/");
  await page.getByRole("searchbox").or(page.locator("input[name=q]")).first().fill(words);
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("main").locator('a[href^="/doctors/"]').first().click();
  await expect(page.locator("button[name=start]:visible").first()).toBeVisible();
  await awake(page);
}

/** Goes on to the week after, where a visit can still be moved. */
export async function nextWeek(page: Page) {
  await page.getByRole("link", { name: "Week after" }).click();
  await expect(page).toHaveURL(/from=2026-11-30/);
  await expect(page.locator("button[name=start]:visible").first()).toBeVisible();
  await awake(page);
}

/** Picks one of the free times shown, late in the list so that tests stay out of each other's way. Returns "14:20". */
export async function pickTime(page: Page, nth = 0): Promise<string> {
  // Others take times meanwhile, and the page is told: from here on it is this one.
  const value = await page.locator("button[name=start]:enabled:visible").nth(nth).getAttribute("value");
  const button = page.locator(`button[name=start][value="${value}"]`).first();
  const time = /\d\d:\d\d/.exec((await button.textContent()) ?? "")?.[0] ?? "";
  await button.click();
  await page.waitForURL(/\/book\/[0-9a-f-]+$/);
  await awake(page);
  return time;
}
