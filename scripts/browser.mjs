// What weigh.mjs and lighthouse.mjs share: packages, browser, and the way to the pages of a booking.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// The packages are installed in end2end/, not here.
const require = createRequire(new URL("../end2end/package.json", import.meta.url));

export async function load(name) {
  return import(pathToFileURL(require.resolve(name)).href);
}

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
