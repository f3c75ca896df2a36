// What weigh.mjs and lighthouse.mjs share: the packages, the browser, and the pages of a booking.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// The packages are installed in end2end/, not here.
const require = createRequire(new URL("../end2end/package.json", import.meta.url));

export const load = (name) => import(pathToFileURL(require.resolve(name)).href);

export const browserPath = process.env.CHROME_PATH ?? "/usr/bin/chromium";

export const browserFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser() {
  const { chromium } = (await load("playwright-core")).default;
  return chromium.launch({ executablePath: browserPath, args: browserFlags });
}

// Until what the page loads is there. Its line to the server (/events) stays open, so the network is never idle.
export async function settled(page) {
  await page.waitForLoadState("load");
  if ((await page.locator("leptos-island").count()) > 0) await page.locator("html[data-awake]").waitFor();
}

// Walks as a visitor from the home page to a held time, on a phone. Answers with the pages on the way, each with the cookies
// that it needs: [{ name, url, cookies }].
export async function pagesOfABooking(browser, base) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const pages = [];
  const here = async (name) => pages.push({ name, url: page.url(), cookies: await context.cookies() });

  await page.goto(base);
  await here("home");

  await page.goto(`${base}/doctors`);
  await here("search");

  const doctor = await page.locator('a[href^="/doctors/"]').first().getAttribute("href");
  await page.goto(new URL(doctor, base).href);
  await settled(page);
  await here("doctor");

  const slot = page.locator('form[action="/holds"] button:visible, button[form][name="start"]:visible').first();
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/doctors/")), slot.click()]);
  await settled(page);
  await here("booking");

  await page.goto(`${base}/sign-in`);
  await here("sign in");

  await context.close();
  return pages;
}
